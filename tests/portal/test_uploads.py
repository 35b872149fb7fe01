"""Uploads are unpacked and masked where a hostile one stops nobody else."""

import io
import os
import tarfile
import time

import pytest

from apps.reviews import runner
from apps.reviews.uploads import accept_upload
from lvsportal.engine.source import bundle as engine_bundle
from lvsportal.engine.source import masking
from lvsportal.engine.source.source import RefusedInput
from tests.conftest import House

HEAD = b"vrrp_instance V {\n}\n"


def test_nothing_is_unpacked_or_masked_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object) -> None:
        raise AssertionError(f"in the web process ({os.getpid()})")

    monkeypatch.setattr(engine_bundle, "unpack", never)
    monkeypatch.setattr(masking, "secrets", never)
    found = accept_upload([("lb1/keepalived.conf", HEAD + b"auth_pass S3cret\n")], None)
    assert "S3cret" not in found.sources[0].text


@pytest.mark.parametrize("text", ["中文 auth_pass x", "caf\xe9", "\ufeffa b"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "latin-1", "utf-16"])
def test_texts_come_back_as_they_were(text: str, encoding: str) -> None:
    try:
        data = f"{text}\n{HEAD.decode()}".encode(encoding)
    except UnicodeEncodeError:
        return
    (source,) = accept_upload([("a.conf", data)], None).sources
    kept = source.text.encode(source.encoding, "surrogateescape")
    assert kept == data or "***" in source.text


def test_what_costs_too_much_is_refused(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REVIEW_MEMORY_BYTES, settings.REVIEW_SECONDS = 200 << 20, 5
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("lb1/keepalived.conf")
        member.size = 31 << 20
        archive.addfile(member, io.BytesIO(HEAD + b"auth_pass \n" * (member.size // 11 + 1)))
    start = time.monotonic()
    with pytest.raises(RefusedInput) as refused:
        accept_upload([("b.tar.gz", out.getvalue())], None)
    assert refused.value.kind == "too_costly"
    assert time.monotonic() - start < 30
    assert accept_upload([("a.conf", HEAD)], None).sources


def test_tokens_compare_within_a_team_and_nowhere_else(house: House, stranger: House) -> None:
    def token(team) -> str:
        return accept_upload([("a.conf", HEAD + b"auth_pass S3cret\n")], team).sources[0].text

    assert token(house.team) == token(house.team) != token(stranger.team)
    assert token(None) != token(None)


def test_the_engine_is_asked_for_the_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(runner.ENGINE, "_ask", lambda *descriptors: asked.append(descriptors) or _fail())
    with pytest.raises(OSError, match="away"):
        accept_upload([("a.conf", HEAD)], None)
    assert asked


def _fail() -> None:
    raise OSError("away")
