"""The command blocks of all articles, as plays for the guest, and what came of them."""

import json
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from lvsportal.engine.knowledge.blocks import Block, blocks
from lvsportal.engine.knowledge.library import Article, articles
from tests.lab import clusters
from tests.lab.claims import CLAIMS
from tests.lab.kernel import run_guest
from tests.lab.scenario import Data

RUN = ("look", "change", "undo", "start")
NOT_HERE = ("nft", "nftables")  # this kernel has no nftables: tests/knowledge runs those on the host's
GUEST = Path(__file__).with_name("article_guest.py")


class Step(NamedTuple):
    """A block as it is run, on all of its nodes one after the other."""

    block: Block

    @property
    def data(self) -> Data:
        head = self.block.info
        return {"kind": head.kind, "nodes": head.nodes, "text": self.block.text, "flags": sorted(head.flags)}


def steps(article: Article) -> list[Step]:
    """The blocks of an article that are run in the guest."""
    found = [block for block in blocks(article.markdown) if block.info.kind in RUN]
    return [
        Step(block)
        for block in found
        if not block.info.tab.startswith(NOT_HERE) and "host" not in block.info.flags
    ]


_KEPT = {
    "/etc/sysctl.d/": "sysctl -p - <<'END'\n{text}END\n",
    "/etc/modules-load.d/": "for module in $(echo '{text}'); do modprobe $module; done\n",
    "/etc/modprobe.d/": "test -e /sys/module/ip_vs/parameters/$(echo '{text}' | sed 's/.* //; s/=.*//')\n",
    "/etc/iptables/rules.v4": "iptables-restore <<'END'\n{text}END\n",
    "/etc/iptables/rules.v6": "ip6tables-restore <<'END'\n{text}END\n",
    "/etc/sysconfig/iptables": "iptables-restore <<'END'\n{text}END\n",
}


def kept(article: Article) -> list[Step]:
    """What an article gives to be kept in files, as it is read at boot; those that the guest's own tools read."""
    found = []
    for block in blocks(article.markdown):
        script = next((text for place, text in _KEPT.items() if block.info.file.startswith(place)), "")
        if block.info.kind == "persist" and script:
            head = block.info._replace(kind="change")
            found.append(Step(Block(head, script.format(text=block.text), None)))
    return found


def plays() -> dict[str, list[Step]]:
    """Article → its steps, for every article that has some; and the claims that no article's own commands show."""
    found = {one.id: steps(one) for one in articles("en")}
    found |= {f"{one.id} kept": kept(one) for one in articles("en")}
    return {name: listed for name, listed in found.items() if listed} | {
        name: [Step(block) for block in blocks(text)] for name, (_, text) in CLAIMS.items()
    }


def _play(name: str, listed: list[Step]) -> Data:
    article = name.removesuffix(" kept")
    build = CLAIMS[name][0] if name in CLAIMS else clusters.OF.get(article, clusters.dr)
    return {"name": name, "nodes": build(), "steps": [step.data for step in listed], "settle": 0.3}


def run(names: list[str], seconds: int = 900) -> dict[str, list[str]]:
    """What went otherwise than the article says, for each article."""
    chosen = {name: listed for name, listed in plays().items() if name in names}
    with tempfile.TemporaryDirectory(prefix="articles-") as place:
        work = Path(place)
        (work / "plays.json").write_text(json.dumps([_play(*item) for item in chosen.items()]))
        run_guest(work, seconds, GUEST)
        path = work / "results.json"
        if not path.exists():
            raise RuntimeError((work / "guest.log").read_text(errors="replace")[-800:])
        results = json.loads(path.read_text())
    return {name: _differences(listed, results[name]) for name, listed in chosen.items()}


def _differences(listed: list[Step], results: list[Data]) -> list[str]:
    wanted = [(step, node) for step in listed for node in step.block.info.nodes]
    found = [
        said
        for (step, node), result in zip(wanted, results, strict=False)
        if (said := difference(step, node, result))
    ]
    if len(results) != len(wanted):
        found.append(f"{len(results)} of {len(wanted)} steps ran: {results[-1:]}")
    return found


def difference(step: Step, node: str, result: Data) -> str:
    """Why a step is not as the article says; empty where it is."""
    head, text, shown = step.block
    if result["status"] and "any-status" not in head.flags:
        return f"{node}: {text.strip()} ended with {result['status']}:\n{result['shown'][:700]}"
    if shown is not None and not matches(shown, result["shown"]):
        return f"{node}: {text.strip()} showed\n{result['shown'][:700]}\nnot\n{shown}"
    return ""


def matches(shown: str, printed: str) -> bool:
    """Whether a printed text is what an article shows. ``…``: anything in a line; alone in a line: any lines. How many
    blanks stand between two words does not matter."""
    pattern = ""
    for line in shown.strip().splitlines():
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            parts = [r"\s+".join(map(re.escape, part.split())) for part in re.split("…", line.strip())]
            pattern += r"[^\n]*".join(r"[ \t]*" + part + r"[ \t]*" if part else "" for part in parts) + r"\n"
    lines = "".join(f"{line.strip()}\n" for line in printed.splitlines() if line.strip())
    return re.fullmatch(pattern.replace(r"\s+", r"[ \t]+"), lines) is not None
