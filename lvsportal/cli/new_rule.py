"""``lvsportal rules new LVS199 "title"``: a rule's folder, laid out from the template, with examples that fail."""

import os
import re
import shutil
import sys

from lvsportal.cli.io import write
from lvsportal.engine.rules.catalogue import HERE, folders

_NEXT = """{folder}

1. examples/: the smallest definition that goes wrong, and one that holds; the folder's name begins with the verdict
2. texts.py: title, summary, and a cause for each way it can come out, in both languages
3. rule.py: decide; CONTRIBUTING.md says what there is to ask
4. article.en.md, article.zh-hans.md
5. python -m pytest tests/engine -k {number}
"""


def run(words: list[str]) -> int:
    """``words``: ``new``, number and title. Exit status 2 where they can't be used."""
    problem = _problem(words)
    if problem:
        print(f"lvsportal: {problem}", file=sys.stderr)
        return 2
    number, title = words[1].upper(), " ".join(words[2].split())
    folder = lay_out(HERE, number, title)
    write(_NEXT.format(folder=os.path.relpath(folder), number=number))
    return 0


def _problem(words: list[str]) -> str:
    if len(words) != 3 or words[0] != "new":
        return 'rules new NUMBER "title", as in: rules new LVS199 "a trap that nobody knows yet"'
    if not re.fullmatch(r"LVS[0-9]{3}", words[1].upper()):
        return f"{words[1]} is no rule number: LVS and three digits"
    if words[1].upper() in folders():
        return f"{words[1].upper()} is taken: {os.path.relpath(folders()[words[1].upper()])}"
    if not re.search(r"[A-Za-z]", words[2]):
        return "the title is in English; the Chinese one goes into texts.py"
    return "" if os.access(HERE, os.W_OK) else f"{HERE} can't be written: rules are made in a checkout"


def lay_out(rules: str, number: str, title: str) -> str:
    """Copy the template to ``rules``; the folder's path."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    name = f"{number}_{'_'.join(words)[:48].rstrip('_')}"
    folder = os.path.join(rules, name)
    shutil.copytree(os.path.join(HERE, "template"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for place, _, files in os.walk(folder):
        for file in files:
            path = os.path.join(place, file)
            with open(path, encoding="utf-8") as template:
                text = template.read()
            plain = title.replace("\\", "").replace('"', "'")
            text = text.replace("rules.template", f"rules.{name}").replace("LVS000", number)
            with open(path, "w", encoding="utf-8") as made:
                made.write(
                    text.replace("TITLE.", f"{plain}.")
                    .replace('"TITLE"', f'"{plain}"')
                    .replace(": TITLE\n", f": {plain}\n")
                )
    return folder
