"""What the engine says of a definition, in the language of the request."""

from django.utils.translation import get_language

from lvsportal.engine.source.source import RefusedInput


def refusal(error: RefusedInput) -> str:
    """Why the definition can't be used."""
    return error.message.say(get_language() or "en")


def reason_text(reason: dict[str, str]) -> str:
    """A stored reason."""
    return reason.get(get_language() or "en") or reason["en"]
