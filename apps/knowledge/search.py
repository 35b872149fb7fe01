"""Full-text search over some dozens of articles. Latin words count as words, Chinese as pairs of characters, so that
no dictionary decides what is found."""

import re
from collections import Counter
from functools import cache

from apps.knowledge.articles import Article, articles

_WORD = re.compile(r"[a-z0-9_]+(?:[.:/-][a-z0-9_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def terms(text: str) -> list[str]:
    """The searchable terms of a text, with repeats."""
    low = text.lower()
    found = _WORD.findall(low)
    found += [part for word in found for part in re.split(r"[.:/_-]", word) if part and part != word]
    for run in _HAN.findall(low):
        found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return found


@cache
def _index(language: str) -> tuple[tuple[Article, Counter[str]], ...]:
    return tuple(
        (
            found,
            Counter(terms(found.markdown)) + Counter(dict.fromkeys(terms(f"{found.title} {found.id}"), 12)),
        )
        for found in articles(language)
    )


def search(query: str, language: str) -> list[Article]:
    """The articles that hold all terms of the query, the best first; a Latin word also matches as a beginning."""
    wanted = terms(query[:200])
    ranked = []
    for found, counts in _index(language):
        scores = [_score(term, counts) for term in wanted]
        if scores and all(scores):
            ranked.append((sum(scores), found))
    return [found for _, found in sorted(ranked, key=lambda pair: -pair[0])]


def _score(term: str, counts: Counter[str]) -> float:
    exact = counts.get(term, 0)
    if exact or not term.isascii():
        return float(exact)
    return sum(count for other, count in counts.items() if other.startswith(term)) / 4
