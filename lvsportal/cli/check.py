"""``lvsportal check``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lvsportal.cli.formats import printed
from lvsportal.cli.io import bundle_of, check_rules, refuse, text_of, write
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.standing import is_waived
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.source import RefusedInput

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Flow, Report, Result

_WEIGHT = {"error": 0, "warning": 1, "info": 2, "never": -1}
_FAILING = ("lost", "partly")


def run(options: argparse.Namespace) -> int:
    """Check, print, and say by the exit status whether something is at or over ``--fail-on``."""
    try:
        check_rules([*options.select, *options.ignore])
        bundle = given(options)
        report = localise(_judged(bundle, options), options.lang)
        write(printed(report, options, bundle))
    except RefusedInput as error:
        return refuse(error, options.lang)
    return 0 if options.exit_zero else int(_fails(report, options.fail_on))


def given(options: argparse.Namespace) -> Bundle:
    """The definition that the call names. :raises RefusedInput: it can't be used."""
    if not options.place:
        return bundle_of(options.paths)
    if options.server and options.cluster and not options.overlaid and len(options.paths) == 1:
        from lvsportal.cli.remote import one_file

        return one_file(options.place, options.paths[0])
    from lvsportal.cli.overlay import overlaid

    return overlaid(options)


def _judged(bundle: Bundle, options: argparse.Namespace) -> Report[Bilingual]:
    if options.server:
        from lvsportal.cli.remote import check_there

        return check_there(bundle, options)
    report = _compared(bundle, options) if options.base else _reviewed(bundle, options)
    return _decided(report, bundle, options) if options.policy or options.waivers else report


def _reviewed(bundle: Bundle, options: argparse.Namespace) -> Report[Bilingual]:
    from lvsportal.engine.service import review

    return review(bundle, "", options.subjects == "all", options.select, options.ignore)


def _compared(bundle: Bundle, options: argparse.Namespace) -> Report[Bilingual]:
    from lvsportal.cli.sides import side
    from lvsportal.engine.compare.compare import Options, compare

    base = side([options.base], bundle_of([options.base]))
    head = side(options.paths if not options.place else [options.overlaid], bundle)
    how = Options("", options.subjects == "all", options.select, options.ignore)
    return compare(base, head, how).report


def _decided(report: Report[Bilingual], bundle: Bundle, options: argparse.Namespace) -> Report[Bilingual]:
    """The report with its waivers, and with the policy's decision where one is given."""
    from datetime import UTC, datetime

    from lvsportal.engine.compare.digest import digest_of
    from lvsportal.engine.policy.decide import decide
    from lvsportal.engine.policy.files import read_policy, read_waivers, waivers_in
    from lvsportal.engine.policy.requirements import Policy
    from lvsportal.engine.policy.waivers import apply_waivers

    today = datetime.now(UTC).date()
    policy = read_policy(text_of(options.policy), options.policy) if options.policy else Policy()
    waivers = read_waivers(text_of(options.waivers), options.waivers, policy, today) if options.waivers else []
    waivers += waivers_in(bundle, policy, today)
    if not options.policy:
        return apply_waivers(report, waivers, today, policy)[0]
    return decide(report, policy, waivers, today, digest_of(bundle))


# -- exit status -----------------------------------------------------------------------------------------------


def _fails(report: Report[str], fail_on: str) -> bool:
    if "decision" in report:
        return report["decision"]["decision"] == "fail"
    if fail_on == "never":
        return False
    has_base = "base" in report
    return any(_violates(result, fail_on, has_base) for result in report["results"]) or _loses_flows(report)


def _violates(result: Result[str], fail_on: str, has_base: bool) -> bool:
    if result["verdict"] != "violated" or _WEIGHT[result["severity"]] > _WEIGHT[fail_on]:
        return False
    return not is_waived(result) and (not has_base or result.get("comparison") == "new")


def _loses_flows(report: Report[str]) -> bool:
    """Whether a flow that counts is lost or partly served today; against a base, whether one is that was not."""
    today = {state["id"] for state in report["states"] if not state["event"]}
    if "base" in report:
        changes = report["base"]["flows"]
        return any(one["kind"] == "worse" and one["gate"] and one["state"] in today for one in changes)
    return any(_is_lost(flow, today) for flow in report["flows"])


def _is_lost(flow: Flow[str], today: Iterable[str]) -> bool:
    endings = flow["conclusions"]
    return flow["gate"] and any(endings[state]["conclusion"] in _FAILING for state in today if state in endings)
