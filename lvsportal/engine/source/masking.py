"""Secrets are masked before anything is stored, shown, logged or exported.

``find`` says where they stand: values of the keywords that keepalived knows (also where a ``$NAME`` puts them there),
and the forms of ``leaks``. Too much is better than too little; ``told`` says so in the report. Every step takes time
in proportion to the text.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lvsportal.engine.source.language import Text
from lvsportal.engine.source.leaks import COMPARED
from lvsportal.engine.source.secrets_of_lines import Secret, secrets
from lvsportal.engine.source.source import Diagnostic, Source

Replace = Callable[[Secret], str]

_TOKEN = re.compile(r"(?<![\w*])[a-z]{5}\*{3}(?![\w*])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?", re.ASCII)
_DEFINITION = re.compile(r"[ \t]*(?:@\S+[ \t]+)?\$([A-Za-z_]\w*)=", re.ASCII)


class Masked(NamedTuple):
    """A text without its secrets, and how many were replaced."""

    text: str
    replaced: int


def stars(secret: Secret) -> str:
    """A star for each character: the length stays, as an edit's place needs it. For this machine only."""
    return re.sub(r"[^\s\"'{}\\]", "*", secret.text)


def keyed(key: bytes) -> Replace:
    """What stands for a secret in whatever is kept: five letters and three stars.

    Equal secrets have equal tokens under one key (of an ``auth_pass``: those that keepalived takes for equal), and
    whoever does not have the key learns neither the secret nor its length. Eight characters: as a whole within what
    keepalived compares.
    """

    import hmac  # what only reads and checks does not pay for OpenSSL

    def replace(secret: Secret) -> str:
        digest = hmac.digest(key, secret.counts.encode("utf-8", "surrogatepass"), "sha256")
        number = int.from_bytes(digest[:8], "big")
        letters = ""
        for _ in range(5):
            number, at = divmod(number, 26)
            letters += _LETTERS[at]
        return f"{letters}***" + " \\\n" * secret.text.count("\n")  # lines stay lines

    return replace


def mask(text: str, replace: Replace = stars) -> str:
    """One text without its secrets, with the same lines."""
    return mask_all([text], replace)[0].text


def mask_all(texts: Sequence[str], replace: Replace = stars) -> list[Masked]:
    """The texts of one definition: a secret that one file defines (``$PW=…``) may be used in another."""
    places = [secrets(text) for text in texts]
    wanted = _used([secret for found in places for secret in found])
    return [
        _replaced(text, found + (_defined(text, wanted) if wanted else []), replace)
        for text, found in zip(texts, places, strict=True)
    ]


def told(sources: Iterable[Source]) -> list[Diagnostic]:
    """One remark for each file in which tokens stand for secrets: too much may have been taken for one."""
    remarks = []
    for source in sources:
        first = _TOKEN.search(source.text) if "***" in source.text else None
        if first is not None:
            line, column = source.place(first.start())
            count = sum(1 for _ in _TOKEN.finditer(source.text))
            message = _MASKED.fill(count=count, path=source.path)
            remarks.append(Diagnostic("info", message, source.path, line, column, "masked"))
    return remarks


def _used(secrets: list[Secret]) -> dict[str, int]:
    """Names of the definitions that stand where a secret is, with how much of them counts (0: all)."""
    names: dict[str, int] = {}
    for secret in secrets:
        for use in _VARIABLE.finditer(secret.text):
            names.setdefault(use[1], COMPARED.get(secret.keyword, 0))
    return names


def _defined(text: str, wanted: dict[str, int]) -> list[Secret]:
    """What the definitions of these names hold, over continued lines; a name within it is left to its own."""
    found, at = [], 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        head = _DEFINITION.match(text, at, end)
        name = head[1] if head else ""
        while head and text[at:end].rstrip("\r").endswith("\\") and end < len(text):
            following = text.find("\n", end + 1)
            at, end = end + 1, len(text) if following < 0 else following
        if head and name in wanted:
            value = text[head.end() : end]
            start = head.end() + len(value) - len(value.lstrip())
            if value.strip():
                found.append(
                    Secret(
                        start, start + len(value.strip()), value.strip(), "auth_pass" if wanted[name] else ""
                    )
                )
        at = end + 1
    return found


def _replaced(text: str, secrets: list[Secret], replace: Replace) -> Masked:
    pieces, at, count = [], 0, 0
    for secret in sorted(secrets, key=lambda one: (one.start, -one.end, not one.keyword)):
        start = max(secret.start, at)
        if start >= secret.end:
            continue
        for part in _literals(secret if start == secret.start else secret.part(start, secret.end)):
            pieces += [text[at : part.start], replace(part)]
            at, count = part.end, count + 1
    return Masked("".join([*pieces, text[at:]]), count) if count else Masked(text, 0)


def _literals(secret: Secret) -> Iterable[Secret]:
    """The secret without the names of definitions in it, and without what is a token already."""
    at = secret.start
    for use in [*_VARIABLE.finditer(secret.text)] if "$" in secret.text and not secret.shaped else []:
        yield from _unless_token(secret.part(at, secret.start + use.start()))
        at = secret.start + use.end()
    yield from _unless_token(secret.part(at, secret.end))


def _unless_token(secret: Secret) -> Iterable[Secret]:
    if secret.text.strip(" \t\\\r\n\"'") and not _TOKEN.fullmatch(secret.text.strip("\"' ")):
        yield secret


_MASKED = Text(
    "{count} values in {path} were taken for secrets and are not kept: five letters and *** stand for each, equal "
    "for equal values. Whatever looks like a password, a key or a token is, so that some may have been harmless.",
    "{path} 中有 {count} 个值被视为机密，未保存原文：各以五个字母加 *** 代替，相同的值代号相同。凡是像密码、密钥或令牌的"
    "内容都会替换，其中有些可能并非机密。",
)
