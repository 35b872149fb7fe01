"""``lvsportal fix``: the fixes as a diff, as JSON, or made in place."""

from __future__ import annotations

import argparse
import difflib
import json
import os
from typing import TYPE_CHECKING

from lvsportal.cli.io import bundle_of, check_rules, refuse, write
from lvsportal.engine.fixes.prove import edited
from lvsportal.engine.report.localise import localise
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.masking import mask
from lvsportal.engine.source.source import RefusedInput, Source

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Fix, Report

    Fixes = list[tuple[str, str, Fix[str]]]  # (rule, cause, fix)


def run(options: argparse.Namespace) -> int:
    """Print the diff (or JSON) of all safe edits, or write them; commands for nodes are printed only."""
    try:
        check_rules([*options.select, *options.ignore])
        bundle = bundle_of(options.paths)
        report = localise(review(bundle, "", False, options.select, options.ignore), options.lang)
        fixes = _fixes(report)
        if options.format == "json":
            write(_json(fixes))
        else:
            _edit_all(bundle, fixes, options.in_place)
    except RefusedInput as error:
        return refuse(error, options.lang)
    return 0


def _json(fixes: Fixes) -> str:
    told = [{"rule": rule, "cause": cause, **fix} for rule, cause, fix in fixes]
    return json.dumps(told, ensure_ascii=False) + "\n"


def _edit_all(bundle: Bundle, fixes: Fixes, in_place: bool) -> None:
    changed = [
        Source(source.path, text, source.encoding, source.origin)
        for source in bundle.sources
        if (text := edited(source.text, _edits(fixes, source.path))) != source.text
    ]
    before = {source.path: source for source in bundle.sources}
    if in_place:
        write_back(changed)
    else:
        write("".join(_diff(before[source.path], source.text) for source in changed))
    printed: set[tuple[str, str]] = set()  # two rules may offer the same way out
    for rule, _, fix in fixes:
        for command in fix["commands"]:
            if (command["node"], command["text"]) not in printed:
                printed.add((command["node"], command["text"]))
                write(f"# {rule} {command['node']}: {command['text']}\n")


def write_back(sources: list[Source]) -> None:
    """Write sources where they came from. :raises RefusedInput: one is no file of this machine (standard input, an archive), or
    can't be written; then none is."""
    for source in sources:
        if not os.path.isfile(source.origin) or not os.access(source.origin, os.W_OK):
            raise RefusedInput(_NOT_HERE.fill(path=source.origin), source.origin)
    for source in sources:
        with open(source.origin, "wb") as file:
            file.write(encode(source))


def _fixes(report: Report[str]) -> Fixes:
    """(rule, cause, fix) of the results that have one."""
    return [(result["rule"], result["cause"], fix) for result in report["results"] if (fix := result["fix"])]


def _edits(fixes: Fixes, path: str) -> list[tuple[int, int, str]]:
    edits = [edit for _, _, fix in fixes if fix["safety"] == "safe" for edit in fix["edits"]]
    return [(edit["start"], edit["end"], edit["text"]) for edit in edits if edit["file"] == path]


def _diff(source: Source, text: str) -> str:
    before, after = mask(source.text).splitlines(keepends=True), mask(text).splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, f"a/{source.path}", f"b/{source.path}"))


_NOT_HERE = Text(
    "{path} can't be edited in place: it is no file of this machine that may be written; nothing was changed",
    "{path} 不能就地修改：它不是本机可写的文件；什么都没有改动",
)
