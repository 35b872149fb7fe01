"""``lvsportal fix``: the fixes as a diff, as JSON, or made in place."""

import argparse
import difflib
import json

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.fixes.prove import edited
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.types import Fix, Report
from lvsportal.engine.service import review
from lvsportal.engine.source.decoding import encode
from lvsportal.engine.source.masking import mask
from lvsportal.engine.source.source import RefusedInput, Source


def run(options: argparse.Namespace) -> int:
    """Print the diff (or JSON) of all safe edits, or write them; commands for nodes are printed only."""
    try:
        bundle = bundle_of(options.paths)
        report = localise(review(bundle, "", False, options.select, options.ignore), options.lang)
    except RefusedInput as error:
        return refuse(error, options.lang)
    fixes = _fixes(report)
    if options.format == "json":
        write(
            json.dumps(
                [{"rule": rule, "cause": cause, **fix} for rule, cause, fix in fixes], ensure_ascii=False
            )
            + "\n"
        )
        return 0
    for source in bundle.sources:
        text = edited(source.text, _edits(fixes, source.path))
        if text != source.text and options.in_place:
            with open(source.origin, "wb") as file:
                file.write(encode(Source(source.path, text, source.encoding)))
        elif text != source.text:
            write(_diff(source, text))
    for rule, _, fix in fixes:
        for command in fix["commands"]:
            write(f"# {rule} {command['node']}: {command['text']}\n")
    return 0


def _fixes(report: Report[str]) -> list[tuple[str, str, Fix[str]]]:
    """(rule, cause, fix) of the results that have one."""
    return [(result["rule"], result["cause"], fix) for result in report["results"] if (fix := result["fix"])]


def _edits(fixes: list[tuple[str, str, Fix[str]]], path: str) -> list[tuple[int, int, str]]:
    edits = [edit for _, _, fix in fixes if fix["safety"] == "safe" for edit in fix["edits"]]
    return [(edit["start"], edit["end"], edit["text"]) for edit in edits if edit["file"] == path]


def _diff(source: Source, text: str) -> str:
    before, after = mask(source.text).splitlines(keepends=True), mask(text).splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, f"a/{source.path}", f"b/{source.path}"))
