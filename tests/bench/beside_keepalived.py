"""``python -m tests.bench.beside_keepalived [FOLDER]``: our remarks beside what ``keepalived -t`` said of real files.

Counted are the lines at which it complains of the text itself (not of the machine that it ran on), how many of them carry a
remark of ours, and how many files that it takes without a word are called wrong (a remark of severity error).
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

from lvsportal.engine.readers.includes import Includes
from lvsportal.engine.readers.keepalived.reader import read
from lvsportal.engine.source.bundle import from_paths

# What is due to the machine: its interfaces, users, scripts, files, the build of keepalived.
_MACHINE = re.compile(
    r"doesn't exist|Non-existent interface|not found/accessible|default user|script uid/gid|iptables not supported|"
    r"SECURITY VIOLATION|Opening file|not executable|track file .* not found|ipset|Unable to (?:open|access)"
)

_AT = re.compile(r"^\((?:FILE: )?Line (\d+)\) (.*)$")


class Case(NamedTuple):
    """A file of the corpus, and at which lines keepalived complains, with its words."""

    path: Path
    complaints: dict[int, str]
    is_clean: bool


class Score(NamedTuple):
    """``missing``: complaints without a remark of ours; ``false``: remarks of severity error on files that it takes."""

    complaints: int
    missing: list[str]
    clean: int
    false: list[str]


def cases(corpus: Path) -> list[Case]:
    """What ``keepalived-t.txt`` of the corpus says, file by file."""
    found: list[Case] = []
    for block in re.split(r"(?m)^=== ", (corpus / "keepalived-t.txt").read_text())[1:]:
        name, *lines = block.splitlines()
        own = [line for line in lines if not line.startswith("--- ") and not _MACHINE.search(line)]
        placed = [match for line in own if (match := _AT.match(line))]
        complaints: dict[int, str] = {}
        for match in placed:
            complaints.setdefault(int(match[1]), match[2])
        if (corpus / name).is_file():
            found.append(Case(corpus / name, complaints, not any(line.strip() for line in own)))
    return found


def score(found: list[Case]) -> Score:
    """Read each file as the reader does, and compare."""
    missing: list[str] = []
    false: list[str] = []
    for case in found:
        bundle = from_paths([str(case.path)])
        _, told = read(bundle.sources[0], Includes(bundle.sources).load, bundle.limits)
        lines = {one.line for one in told}
        missing += [
            f"{case.path.name}:{line} {words}" for line, words in case.complaints.items() if line not in lines
        ]
        wrong = [one for one in told if one.severity == "error"] if case.is_clean else []
        if wrong:
            false.append(f"{case.path.name}:{wrong[0].line} {wrong[0].message.en}")
    return Score(
        sum(len(case.complaints) for case in found), missing, sum(case.is_clean for case in found), false
    )


def main() -> int:
    corpus = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus")
    result = score(cases(corpus))
    print(*result.missing, *(f"FALSE {line}" for line in result.false), sep="\n")
    placed = result.complaints - len(result.missing)
    print(f"{placed} of {result.complaints} complaints ({placed / max(result.complaints, 1):.1%}) on their line; "
          f"{len(result.false)} of {result.clean} clean files called wrong")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
