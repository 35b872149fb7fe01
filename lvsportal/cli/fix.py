"""``lvsportal fix``: the fixes as a diff, as JSON, or made in place."""

import argparse
import difflib
import json

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.fixes.prove import edited
from lvsportal.engine.report.build import Data
from lvsportal.engine.report.localise import localise
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
    fixes = [result for result in report["results"] if result["fix"]]
    if options.format == "json":
        write(
            json.dumps(
                [{"rule": r["rule"], "cause": r["cause"], **r["fix"]} for r in fixes], ensure_ascii=False
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
    for result in fixes:
        for command in result["fix"]["commands"]:
            write(f"# {result['rule']} {command['node']}: {command['text']}\n")
    return 0


def _edits(fixes: list[Data], path: str) -> list[tuple[int, int, str]]:
    edits = [edit for result in fixes if result["fix"]["safety"] == "safe" for edit in result["fix"]["edits"]]
    return [(edit["start"], edit["end"], edit["text"]) for edit in edits if edit["file"] == path]


def _diff(source: Source, text: str) -> str:
    before, after = mask(source.text).splitlines(keepends=True), mask(text).splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, f"a/{source.path}", f"b/{source.path}"))
