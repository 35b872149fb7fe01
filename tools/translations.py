"""Every text of the pages must be in the Chinese catalogue. `--update` writes the new ones into it, to be translated.

Babel reads Python and, through Django's own translator, the templates; no gettext tools are needed.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Message = str | tuple[str, str]
_LITERAL = r"""u?((?:"(?:[^"\\]|\\.)*")|(?:'(?:[^'\\]|\\.)*'))"""
_CALL = re.compile(rf"\b(n?)gettext\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?|\b_\(\s*{_LITERAL}")


def texts() -> Iterator[tuple[Message, str]]:
    """Each text with the file it stands in."""
    for path in sorted([*ROOT.glob("apps/**/*.py"), *ROOT.glob("templates/**/*.html")]):
        where = str(path.relative_to(ROOT))
        for message in _in_template(path) if path.suffix == ".html" else _in_python(path):
            yield message, where


def _in_python(path: Path) -> Iterator[Message]:
    for _, message, _, _ in extract(
        "python", io.BytesIO(path.read_bytes()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        yield message if isinstance(message, str) else (message[0], message[1])


def _in_template(path: Path) -> Iterator[Message]:
    """Django turns a template into calls of gettext between runs of X: no Python, but the calls are."""
    for call in _CALL.finditer(templatize(path.read_text())):
        if call[1] == "n":
            yield ast.literal_eval(call[2]), ast.literal_eval(call[3])
        else:
            yield ast.literal_eval(call[2] or call[4])


def main() -> int:
    """Say what is missing; the exit status is 1 if something is."""
    settings.configure(USE_I18N=True)
    django.setup()
    with CATALOGUE.open("rb") as file:
        known = read_po(file, locale="zh_Hans")
    missing: dict[Message, str] = {}
    used: set[str] = set()
    for message, where in texts():
        key = message if isinstance(message, str) else message[0]
        used.add(key)
        entry = known.get(key)
        if entry is None or not (entry.string if isinstance(entry.string, str) else all(entry.string)):
            missing.setdefault(message, where)
    if "--update" in sys.argv:
        update(known, missing, used)
        return 0
    for message, where in missing.items():
        print(f"{where}: not translated: {message!r}", file=sys.stderr)
    stale = [
        entry.id
        for entry in known
        if entry.id and (entry.id if isinstance(entry.id, str) else entry.id[0]) not in used
    ]
    for text in stale:
        print(f"no longer used: {text!r}", file=sys.stderr)
    print(f"{len(used)} texts, {len(missing)} not translated, {len(stale)} no longer used")
    return 1 if missing or stale else 0


def update(known: Catalog, missing: dict[Message, str], used: set[str]) -> None:
    """Add what is missing, drop what is not used any more."""
    for entry in list(known):
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if key and key not in used:
            known.delete(entry.id)
    for message in missing:
        known.add(message)
    with CATALOGUE.open("wb") as file:
        write_po(file, known, width=0, sort_output=True, no_location=True)


if __name__ == "__main__":
    sys.exit(main())
