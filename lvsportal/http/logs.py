"""What a log may hold: no live token, whoever writes the line."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

_SECRETS = (
    # The addresses that are keys: share links, invitations, password resets, confirmations of mail.
    (re.compile(r"(/(?:s|join|setup|password/reset/key|confirm-email)/)[^/\s\"'?&#]+"), r"\1…"),
    (re.compile(r"\blvs_[\w-]{8,}"), "lvs_…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.+/=~-]{8,}"), r"\1 …"),
    (re.compile(r"(?i)\b(sessionid|csrftoken|csrfmiddlewaretoken)=[^;\s&]+"), r"\1=…"),
)


def scrub(text: str) -> str:
    """The text without tokens."""
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


class Scrubbed(logging.Formatter):
    """Formats records, with their tracebacks, without tokens."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


def scrub_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog's processor: the same for its events."""
    return {key: scrub(value) if isinstance(value, str) else value for key, value in event.items()}
