"""Part of a result: some of its subjects told apart from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from lvsportal.engine.report import words
from lvsportal.engine.report.places import subject_name, subject_names
from lvsportal.engine.source.language import Text

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Result

Said = TypeVar("Said")


def part_of(result: Result[Said], numbers: list[int], whole: bool = False) -> Result[Said]:
    """The result with the subjects of these numbers alone. ``whole``: with those that it counts but does not name.

    The walk, the fix and the message speak of the first subject: where that is not in the part, the walk goes, and the message
    says so."""
    own = [place for place in result["locations"] if place["role"] == "subject"]
    unnamed = result["count"] - len(result["subjects"])
    part: Result[Said] = {
        **result,
        "count": len(numbers) + (unnamed if whole else 0),
        "subjects": [result["subjects"][number] for number in numbers],
    }
    if len(own) == len(result["subjects"]):
        others = [place for place in result["locations"] if place["role"] != "subject"]
        part["locations"] = [*(own[number] for number in numbers), *others]
    if 0 not in numbers:
        part["walk"] = None
        part["message"] = _as_first(result, part)
    return part


def _as_first(result: Result[Said], part: Result[Said]) -> Said:
    title, message = result["title"], result["message"]
    names, first = subject_names(part["subjects"]), subject_name(result["subjects"][0])

    def said(text: Text, title: str, message: str) -> Text:
        return text.fill(title=title.rstrip(".。"), names=names, first=first, message=message)

    if isinstance(title, dict) and isinstance(message, dict):
        filled: Bilingual = {
            "en": said(words.AS_FIRST, title["en"], message["en"]).en,
            "zh-hans": said(words.AS_FIRST, title["zh-hans"], message["zh-hans"]).zh,
        }
        return cast(Said, filled)
    text = said(words.AS_FIRST, str(title), str(message))
    return cast(Said, text.zh if any("\u4e00" <= letter <= "\u9fff" for letter in str(title)) else text.en)
