"""Secrets are masked before anything is stored, shown, logged or exported.

Each character of a secret becomes ``*``, so that every place and every edit in the masked text is also one in
the original. What is masked: passwords of VRRP, SSL, mail and SNMP, keys, tokens, credentials in addresses,
private key blocks. Too much is better than too little.
"""

import re

# A cheap look first: a text without any of these holds nothing to mask.
_HINTS = (
    "pass",
    "secret",
    "token",
    "communit",
    "private key",
    "bearer",
    "://",
    "key",
    "notify",
    "quorum_",
    "script",
)

_VALUE = r"""(?:"[^"\n]*"?|'[^'\n]*'?|\S+)"""
_BARE = re.compile(
    rf"(?i)(?<![\w-])(?!(?-i:PASS)[ \t])([\w.-]*(?:pass(?!ive)|secret|communit)[\w.-]*)([ \t]*[=:][ \t]*|[ \t]+)({_VALUE})"
)
_ASSIGNED = re.compile(
    rf"(?i)(?<![\w-])([\w.-]*(?:token|api_?key|_key|auth_key)[\w.-]*)([ \t]*[=:][ \t]*|[ \t]+)({_VALUE})"
)
_HMAC = re.compile(r"(?i)(^[ \t]*key[ \t]+\d+[ \t]+)(\S.*)$", re.MULTILINE)
_BEARER = re.compile(r"(?i)(\bbearer[ \t]+)(\S+)")
_CREDENTIALS = re.compile(r"(://[^/\s:@]*:)([^/\s@]+)(?=@)")
_PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)(.*?)(-----END|\Z)", re.DOTALL)
_SCRIPT_LINE = re.compile(r"^[ \t]*(?:notify\w*|quorum_\w+|script|misc_path)[ \t].*$", re.MULTILINE)
_OPAQUE = re.compile(r"(?<![\w/.+-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{24,}(?![\w/.])")


def mask(text: str) -> str:
    """The same text, of the same length and with the same lines, without its secrets."""
    low = text.lower()
    if not any(hint in low for hint in _HINTS):
        return text
    if "private key" in low:
        text = _PRIVATE_KEY.sub(lambda m: m[1] + re.sub(r"\S", "*", m[2]) + m[3], text)
    text = _BARE.sub(_mask_value, text)
    text = _ASSIGNED.sub(_mask_value, text)
    text = _HMAC.sub(lambda m: m[1] + _stars(m[2]), text)
    text = _BEARER.sub(lambda m: m[1] + _stars(m[2]), text)
    if "://" in text:
        text = _CREDENTIALS.sub(lambda m: m[1] + _stars(m[2]), text)
    return _SCRIPT_LINE.sub(lambda m: _OPAQUE.sub(lambda k: _stars(k[0]), m[0]), text)


def _mask_value(found: re.Match[str]) -> str:
    return found[1] + found[2] + _stars(found[3])


def _stars(secret: str) -> str:
    """Stars for all but blanks, quotes and a closing brace that ends the block on the same line."""
    return re.sub(r"[^\s\"'{}]", "*", secret)
