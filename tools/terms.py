"""One word for each thing: texts for people hold none of the words that were given up, no slanted Chinese, and full-width
signs between Chinese. ``make check`` runs it; each line names the file, the word, and the word in its place. ``--fix``
writes those that need no thought."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_HAN = r"[\u4e00-\u9fff]"


class Banned(NamedTuple):
    """A pattern that texts do not hold, and what they say instead."""

    pattern: str
    instead: str
    fix: str = ""  # what ``--fix`` writes in its place


CHINESE = (
    Banned("打转|转圈", "循环转发"),
    Banned("倒霉", "持续失败"),
    Banned("出声", "应答"),
    Banned("一只脚", "直接接入"),
    Banned("出路", "解决办法", "解决办法"),
    Banned("怎么查", "排查方法", "排查方法"),
    Banned("结论如何得出", "判定依据", "判定依据"),
    Banned("只治一半", "不彻底的做法"),
    Banned("关卡", "门禁"),
    Banned("写下的", "配置的"),
    Banned("没有给出", "未提供", "未提供"),
    Banned("装载", "加载"),
    Banned("第二层 IP|里面的包|内层包", "外部 IP 头；内层报文"),
    Banned("走包", "报文路径"),
    Banned("外来源地址", "非本网段源地址"),
    Banned("走了别的路", "未经调度器"),
    Banned(rf"(?<!\*)\*({_HAN}[^*\n]*)\*(?!\*)", "** or quotes: slanted Chinese can't be read", r"**\1**"),
    Banned(rf"(?<={_HAN}) ?\((real server|director)\) ?", "（…）", r"（\1）"),
    Banned(rf"{_HAN} ?\((?!/|http|[^)]*\)\])[^)\n]*\)(?=\s?{_HAN})", "（…）"),
    Banned(rf"{_HAN}[,;!?](?=\s?{_HAN})", "，；！？"),
)
ENGLISH = (
    Banned(r"foot in the segment", "connect … to the segment"),
    Banned(r"TTL is used up", "TTL expires"),
    Banned(r"(?m)^(#+) Ways out", "How to fix", r"\1 How to fix"),
    Banned(r"keep silent about the VIP", "must not answer or announce ARP for the VIP"),
    Banned(r"first thing to be full", "saturates first"),
    Banned(r"must not hold the word", "must not contain"),
)


def texts() -> Iterator[tuple[Path, str, tuple[Banned, ...]]]:
    """Every text for people, without code blocks, with the words that it must not hold."""
    for path in sorted((ROOT / "lvsportal/engine").rglob("*.md")):
        text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
        yield path, text, CHINESE if path.name.endswith(".zh-hans.md") else ENGLISH
    for path in sorted((ROOT / "locale").rglob("*.po")):
        yield path, "\n".join(line for line in path.read_text().splitlines() if "msgid" not in line), CHINESE
    for folder in ("lvsportal", "apps"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            strings = "\n".join(re.findall(rf'"[^"\n]*{_HAN}[^"\n]*"', path.read_text()))
            yield path, strings, CHINESE


def found() -> list[str]:
    """Each banned word that stands somewhere."""
    return [
        f"{path.relative_to(ROOT)}: {hit[0]!r}: {banned.instead}"
        for path, text, words in texts()
        for banned in words
        for hit in re.finditer(banned.pattern, text)
    ]


def mend() -> None:
    """Write in place what needs no thought."""
    for path, _, words in list(texts()):
        text = mended = path.read_text()
        for banned in (one for one in words if one.fix):
            mended = re.sub(banned.pattern, banned.fix, mended)
        if mended != text and path.suffix == ".md":
            path.write_text(mended)


def main() -> int:
    if "--fix" in sys.argv:
        mend()
    lines = found()
    print("\n".join(lines) or "No word that was given up.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
