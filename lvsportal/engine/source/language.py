"""Texts for people, in the two languages that every text exists in."""

from typing import Any, NamedTuple

LANGUAGES = ("en", "zh-hans")


class Text(NamedTuple):
    """One text, written natively in English and in simplified Chinese."""

    en: str
    zh: str

    def say(self, language: str) -> str:
        """The text in ``language`` (``en`` or ``zh-hans``); English for any other."""
        return self.zh if language == "zh-hans" else self.en

    def fill(self, **names: Any) -> "Text":
        """The same text with ``{name}`` replaced in both languages; a name that is a ``Text`` itself in each its own."""
        if any(isinstance(value, Text) for value in names.values()):
            english, chinese = ({name: value.say(language) if isinstance(value, Text) else value for name, value in names.items()} for language in LANGUAGES)  # fmt: skip
            return Text(self.en.format(**english), self.zh.format(**chinese))
        return Text(self.en.format(**names), self.zh.format(**names))


EMPTY = Text("", "")
