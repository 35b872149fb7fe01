"""Search over all articles, in memory: a few dozen texts need no database.

Latin words count as words (``fail-over``, ``failover`` and ``fail over`` are one), Chinese as pairs of characters, so that
no dictionary decides what is found. Words of the glossary count also as the thing they name, so that 死循环 finds what an
English text calls a circle. Ranking is BM25 over weighted fields; a misspelt word counts as its neighbour.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lvsportal.engine.knowledge.blocks import commands, prose
from lvsportal.engine.knowledge.glossary import TERMS
from lvsportal.engine.knowledge.library import Article, Kind, articles

_WORD = re.compile(r"[a-z0-9]+(?:[_.:/'-][a-z0-9]+)*|[\u3400-\u9fff]+")
_SPLIT = re.compile(r"[_.:/'-]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLAIN = re.compile(r"[a-z0-9]+")
_BLANK = re.compile(r"[\s_-]+")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# Where a word stands says how much it means.
WEIGHTS = {"title": 6.0, "also": 4.0, "heading": 2.0, "summary": 2.0, "body": 1.0, "command": 0.7}
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "my",
        "not",
        "of",
        "on",
        "or",
        "that",
        "the",
        "then",
        "this",
        "to",
        "what",
        "when",
        "why",
        "with",
        "怎么",
        "什么",
        "为什",
        "么办",
        "怎样",
        "如何",
        "一个",
        "可以",
        "没有",
        "我的",
        "的话",
    ]
)
_LENGTH = 220  # characters of a snippet


class Part(NamedTuple):
    """A piece of a snippet; ``marked``: it is what was asked for."""

    text: str
    marked: bool


class Hit(NamedTuple):
    article: Article
    score: float
    snippet: tuple[Part, ...]


class Found(NamedTuple):
    """``nearest``: nothing holds the words; these come nearest. ``read_as``: how misspelt words were read."""

    hits: tuple[Hit, ...]
    nearest: bool
    read_as: tuple[tuple[str, str], ...]


class _Document(NamedTuple):
    article: Article
    weights: dict[str, float]
    length: float


class _Index(NamedTuple):
    documents: tuple[_Document, ...]
    rarity: dict[str, float]
    mean: float


def search(query: str, language: str, limit: int = 12) -> Found:
    """What answers ``query`` (at most 200 characters count), the best first."""
    query, index = query[:200], _index(language)
    wanted, read_as = _wanted(query, index)
    hits = _ranked(wanted, index)
    nearest = not hits
    if nearest:
        wanted = {part: 1.0 for word in wanted for part in _trigrams(word)}
        hits = _ranked(wanted, _trigram_index(language))[:3]
    if not hits:
        hits = [(0.0, document.article) for document in index.documents[:3]]
    shown = tuple(Hit(found, score, _snippet(found, query)) for score, found in hits[:limit])
    return Found(shown, nearest, tuple(read_as))


# -- words -----------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The searchable words of a text, with repeats."""
    found: list[str] = []
    for run in _WORD.findall(text.lower()):
        if _HAN.match(run):
            found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
            continue
        parts = [part for part in _SPLIT.split(run) if part]
        found.append(_stem("".join(parts)))  # fail-over = failover
        found += [_stem(part) for part in parts] if len(parts) > 1 else []
    return [word for word in found if word not in _STOP]


def _stem(word: str) -> str:
    """Plurals and the like are one word; a name with a digit or two letters stays."""
    for end, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 6), ("s", 4)):
        if word.endswith(end) and len(word) >= least and word.isalpha() and not word.endswith("ss"):
            return word[: -len(end)] + ("y" if end == "ies" else "")
    return word


class _Names(NamedTuple):
    """The glossary's names. ``latin``: the words of a name → its thing; ``other``: names with Chinese or signs, without
    blanks; ``longest``: words of the longest Latin name."""

    latin: dict[tuple[str, ...], str]
    other: dict[str, str]
    longest: int


@cache
def _names() -> _Names:
    latin: dict[tuple[str, ...], str] = {}
    other: dict[str, str] = {}
    for one in TERMS:
        for name in {*one.also, one.name.en, one.name.zh}:
            low = name.lower()
            parts = tuple(_PLAIN.findall(low))
            if _HAN.search(low) or "%" in low:
                other[_BLANK.sub("", low)] = f"#{one.id}"
            else:
                latin[parts] = f"#{one.id}"
                latin.setdefault(("".join(parts),), f"#{one.id}")  # fail-over = failover
    return _Names(latin, other, max(map(len, latin)))


def things(text: str) -> Counter[str]:
    """The things of the glossary that a text names, by whatever name."""
    low = text.lower()
    names = _names()
    found = Counter(thing for _, thing in _spans(_PLAIN.findall(low)))
    compact = _BLANK.sub("", low)
    for name, thing in names.other.items():
        if count := compact.count(name):
            found[thing] += count
    return found


def _spans(parts: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The Latin names among words in a row, the longest first, each word once."""
    names = _names()
    at = 0
    while at < len(parts):
        for length in range(min(names.longest, len(parts) - at), 0, -1):
            name = tuple(parts[at : at + length])
            if name in names.latin:
                yield name, names.latin[name]
                at += length
                break
        else:
            at += 1


# -- index -----------------------------------------------------------------------------------------------------


@cache
def _index(language: str) -> _Index:
    return _made([(found, _weights(found)) for found in articles(language)])


def _made(weighted: list[tuple[Article, dict[str, float]]]) -> _Index:
    documents = tuple(_Document(found, weights, sum(weights.values())) for found, weights in weighted)
    counts = Counter(word for one in documents for word in one.weights)
    total = len(documents)
    rarity = {word: math.log(1 + (total - count + 0.5) / (count + 0.5)) for word, count in counts.items()}
    return _Index(documents, rarity, sum(one.length for one in documents) / max(total, 1))


def _weights(found: Article) -> dict[str, float]:
    weights: dict[str, float] = {}
    for field, text in _fields(found).items():
        for word, count in (Counter(words(text)) + things(text)).items():
            weights[word] = weights.get(word, 0.0) + WEIGHTS[field] * min(count, 6)
    return weights


def _fields(found: Article) -> dict[str, str]:
    text = _LINK.sub(r"\1", prose(found.markdown))
    also = [name for one in TERMS if one.see == found.id for name in (*one.also, one.name.en, one.name.zh)]
    return {
        "title": f"{found.title} {found.id}",
        "also": " · ".join(also),
        "heading": "\n".join(_HEADING.findall(text)),
        "summary": found.summary,
        "body": text,
        "command": "\n".join(commands(found.markdown)),
    }


def _trigrams(word: str) -> list[str]:
    edged = f" {word} "
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


@cache
def _trigram_index(language: str) -> _Index:
    """The same articles by pieces of three characters: what comes nearest where no word does."""
    return _made(
        [
            (one.article, dict(Counter(part for word in one.weights for part in _trigrams(word))))
            for one in _index(language).documents
        ]
    )


# -- ranking ---------------------------------------------------------------------------------------------------


def _wanted(query: str, index: _Index) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """The words asked for with their weight; words that stand nowhere are read as their neighbours. The words of a
    name (``fail over``) count as the one word that they make."""
    asked = words(query)
    known = [word if word in index.rarity else _neighbour(word, index) for word in asked]
    read_as = [(word, other) for word, other in zip(asked, known, strict=True) if other and other != word]
    wanted = {other or word: 1.0 if other == word else 0.7 for word, other in zip(asked, known, strict=True)}
    plain = " ".join(filter(None, known)) if read_as else query.lower()
    for name, _ in _spans(_PLAIN.findall(plain)):
        if len(name) > 1:
            for part in name:
                wanted.pop(_stem(part), None)
            wanted[_stem("".join(name))] = 1.0
    return wanted | dict.fromkeys(things(query) + things(plain), 1.6), read_as


@cache
def _named_words() -> frozenset[str]:
    """All words of the glossary, whatever language the articles are in."""
    return frozenset(word for one in TERMS for name in (*one.also, one.name.en) for word in _unstemmed(name))


def _unstemmed(name: str) -> list[str]:
    return [word for word in re.findall("[a-z0-9]+", name.lower()) if len(word) > 3]


def _neighbour(word: str, index: _Index) -> str:
    """The known word that begins with this one, or is one or two letters away; empty where there is none."""
    if len(word) < 4 or not word.isascii():
        return ""
    known = [one for one in (*index.rarity, *_named_words()) if not one.startswith("#")]
    begun = [one for one in known if one.startswith(word)]
    if begun:
        return min(begun, key=len)
    most = 1 if len(word) < 6 else 2
    near = [(apart, one) for one in known if (apart := distance(word, one, most)) <= most]
    return min(near)[1] if near else ""


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap to make ``other`` of ``one``; ``most`` + 1 for anything farther."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, against in enumerate(other, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _ranked(wanted: dict[str, float], index: _Index) -> list[tuple[float, Article]]:
    most = sum(weight * index.rarity.get(word, 3.0) for word, weight in wanted.items()) or 1.0
    ranked = []
    for document in index.documents:
        held = {word: weight for word, weight in wanted.items() if word in document.weights}
        if not held:
            continue
        share = sum(weight * index.rarity[word] for word, weight in held.items()) / most
        score = sum(weight * _bm25(word, document, index) for word, weight in held.items())
        ranked.append(
            (score * share * (1.25 if document.article.kind is Kind.SYMPTOM else 1.0), document.article)
        )
    return sorted(ranked, key=lambda pair: -pair[0])


def _bm25(word: str, document: _Document, index: _Index) -> float:
    count = document.weights[word]
    long = 0.6 + 0.4 * document.length / index.mean
    return index.rarity[word] * count * 2.5 / (count + 4.0 * long)


# -- snippets --------------------------------------------------------------------------------------------------


def _snippet(found: Article, query: str) -> tuple[Part, ...]:
    """The paragraph that says most about what was asked, with what was asked marked."""
    marks = _marks(query)
    text = re.sub(r"[*`#|]+|^[-\d.]+ ", "", _LINK.sub(r"\1", prose(found.markdown)), flags=re.MULTILINE)
    paragraphs = [" ".join(one.split()) for one in text.split("\n\n") if one.strip()]
    if marks is None:
        return (Part(found.summary[:_LENGTH], False),)
    best = max(paragraphs, key=lambda one: len({hit[0].lower() for hit in marks.finditer(one)}), default="")
    first = marks.search(best)
    if first is None:
        return (Part(found.summary[:_LENGTH], False),)
    start = max(0, first.start() - _LENGTH // 3)
    start = best.find(" ", start, first.start()) + 1 or start  # not in the middle of a word
    cut = ("…" if start else "") + best[start : start + _LENGTH] + ("…" if len(best) > start + _LENGTH else "")
    return tuple(_parts(cut, marks))


def _pattern(name: str) -> str:
    """A name in a text: blanks and hyphens count alike, Latin names as whole words."""
    parts = [part for part in re.split(r"[\s-]+", name.lower()) if part]
    text = r"[\s_-]*".join(map(re.escape, parts))
    return text if _HAN.search(name) else rf"(?<![a-z0-9_]){text}(?![a-z0-9_])"


def _marks(query: str) -> re.Pattern[str] | None:
    """What is to be marked: the query's words, and all names of the things that it names."""
    named = {thing.removeprefix("#") for thing in things(query)}
    patterns = [_pattern(name) for one in TERMS if one.id in named for name in (*one.also, *one.name)]
    for run in _WORD.findall(query.lower()):
        if run not in _STOP:
            patterns.append(re.escape(run) if _HAN.match(run) else rf"(?<![a-z0-9]){re.escape(run)}\w*")
    return (
        re.compile("|".join(sorted(set(patterns), key=len, reverse=True)), re.IGNORECASE) if patterns else None
    )


def _parts(text: str, marks: re.Pattern[str]) -> list[Part]:
    found, at = [], 0
    for hit in marks.finditer(text):
        if hit.end() > hit.start() >= at:
            found += [Part(text[at : hit.start()], False), Part(hit[0], True)]
            at = hit.end()
    return [part for part in [*found, Part(text[at:], False)] if part.text]
