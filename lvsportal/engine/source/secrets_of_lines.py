"""Where secrets stand in a text, found word by word on lines joined where ``\\`` continues them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lvsportal.engine.source import leaks

_WORD = re.compile(
    r"\"(?:[^\"\\\n]|\\[^\n])*\"?|'[^'\n]*'?|\\\r?\n|[{}\[\](),;|<>]|(?:\\[^\s]|[^\s\"'{}\[\](),;|<>\\])+|\\"
)
_LINE = re.compile(r"(?:[^\\\n]|\\\r?\n|\\)*\n?")
_CREDENTIALS = re.compile(r"(?:[\w.+-]{1,40}://)?[^\s:@/]{0,100}:")
_ADDRESS = re.compile(r"[0-9a-fA-F:.\[\]]*")
_HMAC = re.compile(r"[ \t]*key[ \t]+\d{1,5}[ \t]+(\S[^\n]*)")
_OPAQUE = re.compile(r"[\w+=-]{24,}")
_PICKED = re.compile(r"[^\s/.:@]{8,}")
_HARMLESS = re.compile(r"\d{1,5}|/[^\s]*|[\d.]+|-.*|\$.*")
_IS = frozenset({"=", ":", "is", "are", "was", "=>", "->", "==", "：", "是", "为"})
_NEVER = frozenset(
    {"weight", "reverse", "rise", "fall", "interval", "timeout", "{", "}", "&&", "||", "and", "or", "to"}
)
_BRACKETS = frozenset("{}[](),;|<>")
_DEEPEST = 4  # quotes in quotes


class Secret(NamedTuple):
    """A secret's place and text. ``keyword``: whose value it is. ``shaped``: known by its own form."""

    start: int
    end: int
    text: str
    keyword: str = ""
    shaped: bool = False

    def part(self, start: int, end: int) -> "Secret":
        """A part of it, by places in the whole text."""
        return self._replace(start=start, end=end, text=self.text[start - self.start : end - self.start])

    @property
    def counts(self) -> str:
        """What is compared: the value without quotes; of an auth_pass what keepalived reads and takes of it."""
        value = re.sub(r"\\\r?\n", "", self.text).strip(" \t\r")
        compared = leaks.COMPARED.get(self.keyword)
        return value.strip("\"'") if compared is None else as_read(value)[:compared]


class Word(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def quoted(self) -> bool:
        return self.text[:1] in ("'", '"')

    @property
    def inside(self) -> "Word":
        """Without its quotes."""
        if not self.quoted:
            return self
        closed = len(self.text) > 1 and self.text.endswith(self.text[0])
        end = self.end - 1 if closed else self.end
        return Word(self.text[1 : len(self.text) - (self.end - end)], self.start + 1, end)


def as_read(value: str) -> str:
    """The first word of a value as keepalived reads it: quotes off, up to a comment (``lib/parser.c``)."""
    if value.startswith('"'):
        return value[1:].partition('"')[0]
    found = re.match(r"(?:\\[#!]|[^\s\"{}!#])*", value)
    return found[0].replace("\\#", "#").replace("\\!", "!") if found else ""


def secrets(text: str) -> list[Secret]:
    """All secrets of a text, in no order; they may overlap."""
    return _Scan(text).found


class _Scan:
    """One pass over a text; what a line leaves open for the next one is kept here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Secret] = []
        self._waiting = False  # the last line ended where a secret follows: ``"password":``
        self._block = -1  # the indent of a YAML key whose indented lines are a secret
        self._blocks()
        self.found += [Secret(m.start(), m.end(), m[0], "", True) for m in leaks.SHAPES.finditer(text)]
        self._lines()

    def _lines(self) -> None:
        """Look at the lines that hold a hint, and at those after them that they leave open."""
        at = 0
        for place in _hints(self.text):
            if place < at:
                continue
            at = self._line(max(at, self._begin(place, at)))
            while (self._waiting or self._block >= 0) and at < len(self.text):
                at = self._line(at)

    def _begin(self, place: int, least: int) -> int:
        """Where the joined line starts that holds a place; nothing before ``least`` is looked at."""
        begin = self.text.rfind("\n", least, place) + 1
        while begin > least and self.text[max(begin - 3, 0) : begin].replace("\r", "").endswith("\\\n"):
            begin = self.text.rfind("\n", least, begin - 1) + 1
        return begin

    def take(self, start: int, end: int, keyword: str = "", shaped: bool = False) -> None:
        if end > start:
            self.found.append(Secret(start, end, self.text[start:end], keyword, shaped))

    def _blocks(self) -> None:
        """Private keys in their armour, each word for itself so that lines stay; to the end where no end comes."""
        at = self.text.find("-----BEGIN ")
        while at >= 0:
            head = self.text.find("-----", at + 11, at + 80)
            begin = max(head, at + 11)
            end = begin
            if head >= 0 and "PRIVATE KEY" in self.text[at:head]:
                end = self.text.find("-----END", begin)
                end = len(self.text) if end < 0 else end
                for word in re.compile(r"\S+").finditer(self.text, head + 5, end):
                    self.take(word.start(), word.end(), shaped=True)
            at = self.text.find("-----BEGIN ", end)

    def _line(self, start: int) -> int:
        """Look at one joined line; where the next one starts."""
        found = _LINE.match(self.text, start)
        end = found.end() if found else len(self.text)
        words = _words(self.text, start, end)
        if words and not self._continued(words, start):
            self._fresh(words, start, end)
        return max(end, start + 1)

    def _fresh(self, words: Sequence[Word], start: int, end: int) -> None:
        hmac = _HMAC.match(self.text, start, end)
        if hmac:
            self.take(hmac.start(1), hmac.start(1) + len(hmac[1].rstrip()))
            return
        in_script = leaks.SCRIPT_KEYWORDS.fullmatch(words[0].text) is not None
        _Words(self, words, in_script, start, 0).scan()

    def _continued(self, words: Sequence[Word], start: int) -> bool:
        """Whether the line belongs to a value that began before it."""
        indent = words[0].start - start
        if self._block >= 0:
            if indent > self._block:
                for word in words:
                    self.take(word.start, word.end)
                return True
            self._block = -1
        if self._waiting:
            self._waiting = False
            first = words[0]
            if first.quoted or (
                not first.text.endswith(":") and first.text not in _BRACKETS and first.text != "-"
            ):
                inside = first.inside
                self.take(inside.start, inside.end)
        return False

    def wait(self, block: int = -1) -> None:
        """A secret follows on the next line, or, by ``block``, on all lines that are indented deeper than that."""
        self._waiting, self._block = block < 0, block


class _Words:
    """The words of one line, or of a quoted text in it."""

    def __init__(self, scan: _Scan, words: Sequence[Word], in_script: bool, start: int, depth: int) -> None:
        self.scan_of, self.words, self.in_script, self.start, self.depth = scan, words, in_script, start, depth
        self.called = ""

    def scan(self) -> None:
        taken_to = -1
        for at, word in enumerate(self.words):
            if word.text in _BRACKETS:
                self.called = self.called if word.text in ",()" else ""
            elif word.start >= taken_to:
                taken_to = max(taken_to, self._word(at, word))

    def _word(self, at: int, word: Word) -> int:
        """Take what secrets the word is, holds or announces; where the last of them ends."""
        inside = word.inside
        if not inside.text:
            return word.end
        called = leaks.program(inside.text)
        if called:
            self.called = called
            return word.end
        flag = leaks.secret_flag(inside.text, self.called, self.in_script)
        if flag is not None:
            return self._flag(at, inside, flag)
        if word.quoted and self._compound(inside.text) and self.depth < _DEEPEST:
            inner = _words(self.scan_of.text, inside.start, inside.end)
            _Words(self.scan_of, inner, self.in_script, self.start, self.depth + 1).scan()
            return word.end
        return self._named(at, word) or self._credentials(inside) or self._picked(word) or word.end

    def _compound(self, text: str) -> bool:
        return any(letter in text for letter in " \t=:@,;{")

    def _flag(self, at: int, word: Word, flag: leaks.Flag) -> int:
        value = (
            Word(word.text[flag.inline :], word.start + flag.inline, word.end)
            if flag.inline
            else self._next(at)
        )
        if value is None or (not flag.inline and not self.called and _HARMLESS.fullmatch(value.text)):
            return word.end
        start = value.start
        if flag.after_colon:
            split = re.search("[:%]", value.text)
            start += split.end() if split else 0
        end = value.end if value.quoted else self._run_end(value)
        inside = value.inside if start == value.start else Word("", start, end - (1 if value.quoted else 0))
        self.scan_of.take(inside.start, inside.end if value.quoted else end)
        return end

    def _next(self, at: int) -> Word | None:
        return self.words[at + 1] if at + 1 < len(self.words) else None

    def _run_end(self, word: Word) -> int:
        """Where the run of words without a blank ends, closing brackets and separators at its end left out."""
        end = word.end
        text = self.scan_of.text
        last = self.words[-1].end
        found = re.compile(r"\S*").match(text, end, last)
        end = found.end() if found else end
        return max(word.end, word.start + len(text[word.start : end].rstrip("})],;|>\"'")))

    # -- names and values --------------------------------------------------------------------------------------

    def _named(self, at: int, word: Word) -> int:
        """``name value``, ``name=value``, ``"name": value``, ``…?name=value``: where the value ends, or 0."""
        inside = word.inside
        scheme = leaks.is_scheme(inside.text) and inside.text.lower() in ("basic", "bearer")
        if scheme:
            value = self._next(at)
            return self._take_one(value) if value is not None else 0
        in_query = "?" in inside.text or "&" in inside.text
        for name, sep, start in _pairs(inside):
            known = leaks.is_secret_in_query(name) if in_query else leaks.is_secret(name)
            if known and sep and start < inside.end:
                end = inside.end if word.quoted else self._run_end(Word("", start, inside.end))
                end = self._rest(at, start) if self._begins_line(at) and sep == ":" and not in_query else end
                self.scan_of.take(start, end)
                return end
            if known and (sep or name == inside.text):
                return self._value(at, word, name, sep)
        return 0

    def _begins_line(self, at: int) -> bool:
        return self.depth == 0 and (
            at == 0 or all(one.text in ("-", "#", ";", "export", "set") for one in self.words[:at])
        )

    def _value(self, at: int, word: Word, name: str, sep: str) -> int:
        """The value that comes after the word."""
        after = [*self._after(at)]
        key = name.strip("#!;").lower()
        if key in leaks.LAST_WORD and len(after) > 1:
            return self._take_one(after[min(len(after), leaks.LAST_WORD[key]) - 1])
        if (after and not sep and after[0].text in (":", "=", "：")) or (
            after and word.quoted and after[0].text == ":"
        ):
            sep = ":"
        rest = [one for one in after if one.text not in _IS]
        if not rest:
            if sep == ":" or after:
                self.scan_of.wait()
            return word.end
        value = rest[0]
        if value.text[:1] in "|>" and sep == ":" and len(value.text) < 4 and self.depth == 0:
            self.scan_of.wait(self.words[0].start - self.start)
            return word.end
        if key in leaks.STATEMENTS and not sep:
            return self._statement(at, rest[0], key)
        if not sep and (name == "PASS" or value.text in _NEVER or value.text in _BRACKETS):
            return word.end
        if not sep and value.text.startswith("-") and key not in leaks.STATEMENTS:
            return word.end
        if len(rest) > 1 and (leaks.is_scheme(value.text) if sep else len(value.text) == 1):
            value = rest[1]  # "Basic …", or the kind of a hash: "secret 5 …"
        if sep and self._begins_line(at) and not word.quoted and not value.quoted:
            end = self._rest(at, value.start)
            self.scan_of.take(value.start, end)
            return end
        return self._take_one(value)

    def _after(self, at: int) -> Sequence[Word]:
        return self.words[at + 1 : at + 8]

    def _take_one(self, value: Word) -> int:
        if value.text in _BRACKETS:
            return value.end
        end = value.inside.end if value.quoted else self._run_end(value)
        self.scan_of.take(value.inside.start, end)
        return max(end, value.end)

    def _statement(self, at: int, first: Word, key: str) -> int:
        """All words of a keepalived statement, up to a brace that stands apart or a comment."""
        end = first.start
        for number in range(self.words.index(first, at), len(self.words)):
            value = self.words[number]
            apart = value.start > end
            if (value.text in "{}" and (apart or value.text == "}")) or (
                value.text[0] in "#!" and apart and end > first.start
            ):
                break
            if value.text != "{":
                end = value.end
        if end == first.start:
            return first.end
        self.scan_of.take(first.start, end, key)
        return end

    def _rest(self, at: int, start: int) -> int:
        """The end of the line, of what is quoted, or of what stands before a comment."""
        end = self.words[-1].end
        comment = self.scan_of.text.find(" #", start, end)
        end = comment if comment >= 0 else end
        return start + len(self.scan_of.text[start:end].rstrip(" \t\r\n,;}"))

    # -- by their looks ----------------------------------------------------------------------------------------

    def _credentials(self, word: Word) -> int:
        """``scheme://user:secret@host`` and ``user:secret@host``."""
        at = word.text.rfind("@")
        head = _CREDENTIALS.match(word.text, 0, at) if at > 0 else None
        if head is None or ("://" not in head[0] and (head[0] == ":" or _ADDRESS.fullmatch(word.text[:at]))):
            return 0
        self.scan_of.take(word.start + head.end(), word.start + at)
        return word.end

    def _picked(self, word: Word) -> int:
        """On a script's line: what looks like a key, or like a password that somebody picked."""
        text = word.inside.text
        if not self.in_script or word.start == self.words[0].start:
            return 0
        letters, digits = any(map(str.isalpha, text)), any(map(str.isdigit, text))
        long = _OPAQUE.fullmatch(text) is not None and letters and digits
        picked = (
            _PICKED.fullmatch(text) is not None and digits and text.lower() != text and text.upper() != text
        )
        if not long and not picked:
            return 0
        self.scan_of.take(word.inside.start, word.inside.end)
        return word.end


def _hints(text: str) -> Iterator[int]:
    """Places of all that a secret may stand by: a cheap look at the whole."""
    low = text.lower()
    present = [hint for hint in leaks.HINTS if hint in low]
    if present and len(low) == len(text):
        for found in re.finditer("|".join(map(re.escape, present)), low):
            yield found.start()
    elif present:  # a letter that is two in lower case: look at every line
        yield from (found.start() for found in re.finditer(r"[^\n]+", text))


def _words(text: str, start: int, end: int) -> list[Word]:
    return [Word(m[0], m.start(), m.end()) for m in _WORD.finditer(text, start, end) if m[0].strip("\\\r\n")]


def _pairs(word: Word) -> list[tuple[str, str, int]]:
    """(name, ``=`` or ``:`` or "", where the value starts) of each part of ``a=1&b=2``, ``x?a=1``, ``--a=1``, ``a``."""
    pairs = []
    for part in re.finditer(r"[^?&]+", word.text):
        sep = re.search("[=:：]", part[0])
        if sep is None:
            pairs.append((part[0], "", word.start + part.end()))
        else:
            name = part[0][: sep.start()]
            pairs.append((name, "=" if sep[0] == "=" else ":", word.start + part.start() + sep.end()))
    return pairs
