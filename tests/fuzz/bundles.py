"""Whole bundles, mutated by their structure: ``python -m tests.fuzz.bundles [RUNS] [SEED]``.

A rule's example is taken, or two of them mixed; tokens are replaced by odd ones, lines and blocks doubled, dropped, moved, files spliced.
Then the whole way is gone: readers, flows, rules, fixes, report, walk and capture. What raises is written to ``tests/fuzz/found``, as a bundle.
"""

import json
import random
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from lvsportal.engine.drawing.capture import capture
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.text import as_text
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import RefusedInput

FOUND = Path(__file__).with_name("found")
LIMITS = Limits(file_bytes=1 << 20, total_bytes=4 << 20, files=100, expanded_lines=500, expanded_text=1 << 18)
Files = list[tuple[str, str]]

ODD = (
    "0", "-1", "1", "33", "129", "256", "65536", "4294967296", "9" * 30, "9" * 5000, "1.5", "1e999", "NaN", "Infinity", "-Infinity", "null", "true",
    "[]", "{}", '""', "\"", "''", "x", "é", "٣", "\u00a0", "\x1b[31m", "\x00", "{", "}", "{{", "}}", "$X", "${X}", "${_RANDOM 5 3}", "~SEQ(A,1,9)", "$A=$A$A",
    "0.0.0.0", "0.0.0.0/0", "255.255.255.255", "10.0.0.300", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1-5", "::", "::/0", "::1", "fe80::1%eth0", "::ffff:10.0.0.1",
    "1:2:3:4:5:6:7:8:9", "lo", "eth0", "eth0.100", "eth0;id", "eth0@if5", "*", "default", "local", "unreachable", "00:00:00:00:00:00", "zz:zz", "ff:ff:ff:ff:ff:ff:ff",
    "DR", "NAT", "TUN", "FNAT", "TCP", "UDP", "SCTP", "wlc", "fwmark", "group", "include", "virtual_server", "real_server", "vrrp_instance", "MASTER", "BACKUP",
    "-j", "REDIRECT", "MARK", "--set-mark", "0x1/0x0", "0xfffffffff", "DROP", "ACCEPT", "RETURN", "-i", "!", "-m", "mark", "jump", "INPUT",
)  # fmt: skip


def seeds() -> list[Files]:
    """The examples of all rules, as (path, text)."""
    found: list[Files] = []
    for folder in folders().values():
        for example in sorted((Path(folder) / "examples").iterdir()):
            files = [
                (str(path.relative_to(example)), path.read_text(errors="replace"))
                for path in sorted(example.rglob("*"))
                if path.is_file()
            ]
            found.append(files)
    return found


def _tokens(text: str, chance: random.Random) -> str:
    """Some words of a line replaced, doubled or left out."""
    words = text.split(" ")
    at = chance.randrange(len(words))
    how = chance.randrange(4)
    if how == 0:
        words[at] = chance.choice(ODD)
    elif how == 1:
        words.insert(at, chance.choice(ODD))
    elif how == 2:
        del words[at]
    else:
        part = words[at]
        cut = chance.randrange(len(part) + 1)
        words[at] = part[:cut] + chance.choice(ODD) + part[cut:]
    return " ".join(words)


def _lines(text: str, chance: random.Random) -> str:
    """Lines changed, doubled, dropped, moved; a run of lines doubled."""
    lines = text.split("\n")
    for _ in range(chance.randrange(1, 5)):
        if not lines:
            lines = [""]
        at = chance.randrange(len(lines))
        how = chance.randrange(6)
        if how <= 2:
            lines[at] = _tokens(lines[at], chance)
        elif how == 3:
            lines[at:at] = lines[at : at + chance.randrange(1, 9)]
        elif how == 4:
            del lines[at : at + chance.randrange(1, 4)]
        else:
            lines.insert(chance.randrange(len(lines)), lines[at])
    return "\n".join(lines)


def _json(value: object, chance: random.Random) -> object:
    """One value of a JSON document replaced by an odd one, at any depth."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        return {**value, key: _json(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        changed = [*value]
        changed[at] = _json(value[at], chance)
        return changed
    odd = (
        None,
        True,
        -1,
        0,
        33,
        129,
        1 << 70,
        1.5,
        float("inf"),
        float("nan"),
        "",
        "x",
        [],
        {},
        [[]],
        "10.0.0.1",
        "::",
        "eth0",
        "lo",
    )
    return chance.choice((*odd, chance.choice(ODD)))


def mutated(known: list[Files], chance: random.Random) -> Files:
    """A bundle that nobody wrote."""
    files = list(chance.choice(known))
    if chance.random() < 0.3:  # files of another example, in the same nodes or in others
        others = chance.choice(known)
        files += [
            (path, text) for path, text in chance.sample(others, min(len(others), 3)) if path not in dict(files)
        ]
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(files))
        path, text = files[at]
        if path.endswith(".json") and chance.random() < 0.7:
            try:
                text = json.dumps(_json(json.loads(text), chance))
            except ValueError:
                text = _lines(text, chance)
        elif chance.random() < 0.1:
            other = chance.choice(files)[1]
            text = text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]
        elif chance.random() < 0.05:
            path = f"{path.rpartition('/')[0]}/{chance.choice(known)[0][0].rpartition('/')[2]}"
        else:
            text = _lines(text, chance)
        files[at] = path, text
    return list(dict(files).items())


def go_all_the_way(files: Files) -> None:
    """Read, judge, mend, prove and tell in both languages. :raises Exception: whatever an input must not make it raise."""
    encoded = [(path, text.encode("utf-8", "surrogateescape")) for path, text in files]
    try:
        bundle = from_files(encoded, LIMITS, strict=False)
        report = review(bundle)
    except RefusedInput:
        return
    for language in ("en", "zh-hans"):
        said = localise(report, language)
        json.dumps(said)
        as_text(said, language)
    for result in said["results"]:
        if result["walk"] is not None:
            capture(result["walk"])


def runs(count: int, seed: int) -> Iterator[tuple[int, Files]]:
    """The bundles of a seed, each with its number."""
    known = seeds()
    for number in range(count):
        yield number, mutated(known, random.Random(f"{seed} {number}"))


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    found: dict[str, int] = {}
    for number, files in runs(count, seed):
        try:
            go_all_the_way(files)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(frame.filename).stem}:{frame.lineno} {type(error).__name__}"
            found[place] = found.get(place, 0) + 1
            if found[place] == 1:
                name = f"bundle-{Path(frame.filename).stem}-{type(error).__name__}-{seed}-{number}.json"
                (FOUND / name).write_text(json.dumps(files, ensure_ascii=True, indent=1))
                traceback.print_exc(limit=-6)
    print(
        f"{count} bundles of seed {seed}: {sum(found.values())} findings",
        *(f"{n} {place}" for place, n in found.items()),
        sep="\n",
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
