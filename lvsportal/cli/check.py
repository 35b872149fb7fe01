"""``lvsportal check``."""

import argparse

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.report.build import Data
from lvsportal.engine.report.localise import localise
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
    write(_printed(report, options, {source.path: source.origin for source in bundle.sources}))
    return int(_fails(report, options.fail_on))


def _printed(report: Data, options: argparse.Namespace, origins: dict[str, str]) -> str:
    if options.format == "json":
        import json

        return json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n"
    from lvsportal.engine.report.text import as_markdown, as_text

    return (
        as_text(report, options.lang, origins)
        if options.format == "text"
        else as_markdown(report, options.lang)
    )


def _fails(report: Data, fail_on: str) -> bool:
    return any(
        result["verdict"] == "violated" and _WEIGHT[result["severity"]] <= _WEIGHT[fail_on]
        for result in report["results"]
    )
