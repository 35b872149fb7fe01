"""The OpenAPI describes what the calls do: schemathesis calls all of it, signed in, and finds nothing."""

import functools

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from apps.api.throttling import ByCaller
from apps.sharing.services import create_share
from lvsportal.wsgi import application
from tests.conftest import House

_EXAMPLES = 10
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@functools.cache
def _schema():
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)


def _refusals(case: schemathesis.Case) -> list[object]:
    """That a broken query or body is refused. What is broken in headers and path the test itself puts right again."""
    broken = {
        where.value for where, made in case.meta.components.items() if made.mode == GenerationMode.NEGATIVE
    }
    return [negative_data_rejection] if broken & {"query", "body"} else []


def _operations() -> list[str]:
    return [f"{one.ok().method.upper()} {one.ok().path}" for one in _schema().get_all_operations()]


def _known_things(house: House) -> dict[str, str]:
    review = house.review()
    share, _ = create_share(actor=house.actor, review=review)
    return {"review": str(review.pk), "cluster": str(review.revision.cluster_id), "share": str(share.pk)}


@pytest.fixture(autouse=True)
def _one_connection():
    """The test's connection stays open between calls, as Django's own client keeps it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "operation" in metafunc.fixturenames:
        metafunc.parametrize("operation", _operations())


def test_no_call_breaks_or_says_what_is_not_described(
    house: House, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Generated and broken requests to one operation, with ids that are there and ids that are not."""
    monkeypatch.setattr(ByCaller, "THROTTLE_RATES", {"caller": "100000/min", "anonymous": "100000/min"})
    known = _known_things(house)
    found = next(
        one.ok()
        for one in _schema().get_all_operations()
        if f"{one.ok().method.upper()} {one.ok().path}" == operation
    )
    failures: dict[str, str] = {}
    answers: set[int] = set()

    @seed(1)
    @settings(
        max_examples=_EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=found.as_strategy() | found.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def call(case: schemathesis.Case) -> None:
        for noun, number in known.items():
            if f"/{noun}s/" in operation and case.path_parameters and "id" in case.path_parameters:
                case.path_parameters["id"] = number
        if "/rules/{" in operation:
            case.path_parameters["number"] = "LVS001"
        if "/articles/{" in operation:
            case.path_parameters["name"] = "dr"
        try:
            answer = case.call(headers={**house.headers(), "accept-encoding": "identity"})
            answers.add(answer.status_code)
            case.validate_response(answer, checks=[*_CHECKS, *_refusals(case)])
        except FailureGroup as group:
            for failure in group.exceptions:
                failures.setdefault(type(failure).__name__, str(failure))

    call()
    assert answers - {401}, "nothing got past the sign-in"
    print(operation, answers)
    assert not failures, "\n\n".join(f"{name}: {text}" for name, text in failures.items())


def test_the_schema_is_sound_and_its_lists_are_pages(db: None) -> None:
    raw = _schema().raw_schema
    assert raw["openapi"].startswith("3.1")
    text = str(raw)
    assert "'nullable'" not in text
    for component in raw["components"]["schemas"].values():
        Draft202012Validator.check_schema(component)
    for path, item in raw["paths"].items():
        answer = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        for kind, body in answer.items():
            assert body["schema"].get("type") != "array", (path, kind)
