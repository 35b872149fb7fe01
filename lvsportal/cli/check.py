"""``lvsportal check``."""

import argparse

from lvsportal.cli.formats import printed
from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.types import Report
from lvsportal.engine.source.source import RefusedInput

_WEIGHT = {"error": 0, "warning": 1, "info": 2, "never": -1}


def run(options: argparse.Namespace) -> int:
    """Check, print, and say by the exit status whether something is at or over ``--fail-on``."""
    try:
        bundle = bundle_of(options.paths)
        if options.server:
            from lvsportal.cli.remote import check_there

            report = check_there(options.server, options.token, bundle, options.lang)
        else:
            from lvsportal.engine.service import review

            found = review(bundle, "", options.subjects == "all", options.select, options.ignore)
            report = localise(found, options.lang)
    except RefusedInput as error:
        return refuse(error, options.lang)
    write(printed(report, options, bundle))
    return int(_fails(report, options.fail_on))


def _fails(report: Report[str], fail_on: str) -> bool:
    return any(
        result["verdict"] == "violated" and _WEIGHT[result["severity"]] <= _WEIGHT[fail_on]
        for result in report["results"]
    )
