"""Compile the catalogues where neither gettext's tools nor Babel are: in the image. Django's own reader needs .mo."""

import ast
import struct
import sys
from pathlib import Path


def entries(text: str) -> dict[str, str]:
    """msgid → msgstr of a PO file; plural forms are joined by NUL, as the MO format has it."""
    found: dict[str, str] = {}
    current: dict[str, str] = {}
    key = ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith(("msgid", "msgstr")):
            key, _, rest = line.partition(" ")
            if key == "msgid":
                current = {}
            current[key] = ast.literal_eval(rest)
        elif line.startswith('"') and key:
            current[key] += ast.literal_eval(line)
        elif not line and "msgid" in current:
            name = "\0".join(current[part] for part in ("msgid", "msgid_plural") if part in current)
            found[name] = "\0".join(
                value for part, value in sorted(current.items()) if part.startswith("msgstr")
            )
            current, key = {}, ""
    return found


def compiled(messages: dict[str, str]) -> bytes:
    """The MO file (GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = sorted((name.encode(), text.encode()) for name, text in messages.items())
    names, texts = b"", b""
    rows = []
    for name, text in pairs:
        rows.append((len(name), len(names), len(text), len(texts)))
        names += name + b"\0"
        texts += text + b"\0"
    start = 28 + 16 * len(pairs)
    table = b"".join(struct.pack("<II", length, start + at) for length, at, _, _ in rows)
    table += b"".join(struct.pack("<II", length, start + len(names) + at) for _, _, length, at in rows)
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0) + table + names + texts


def compile_all(folder: Path) -> None:
    """Write an MO file beside each PO file below a folder."""
    for path in folder.rglob("*.po"):
        path.with_suffix(".mo").write_bytes(compiled(entries(path.read_text())))


if __name__ == "__main__":
    compile_all(Path(sys.argv[1]))
