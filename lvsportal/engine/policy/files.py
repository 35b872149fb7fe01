"""Policies and waivers from files, and from comments in the configuration itself."""

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NoReturn

from lvsportal.engine.policy.requirements import Level, Policy, Requirement
from lvsportal.engine.policy.waivers import Waiver
from lvsportal.engine.report.fingerprint import fingerprint
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput, Source

_SETTINGS = ("name", "version", "requirements", "longest_waiver", "second_person", "waivers_in_files")
_FIELDS = ("id", "rule", "fingerprint", "node", "service", "reason", "owner", "expires", "approved_by")
_COMMENT = re.compile(r"[#!]\s*lvsportal:\s*ignore\b\s*(.*)", re.IGNORECASE)
_IGNORE = re.compile(r"(LVS\d{3})\s+until\s+(\d{4}-\d{2}-\d{2})\s+(\S.*)", re.IGNORECASE)


def read_policy(text: str, path: str) -> Policy:
    """A policy from YAML: ``requirements`` by name, each block, warn or off; what it does not name is off.

    :raises RefusedInput: it is none, or names something unknown.
    """
    given = _yaml(text, path)
    if not isinstance(given, dict):
        _refuse(path, "a policy is a mapping with `requirements`", "策略应是含有 `requirements` 的映射")
    _known(given, _SETTINGS, path)
    levels = given.get("requirements")
    if not isinstance(levels, dict):
        _refuse(path, "`requirements` is missing", "缺少 `requirements`")
    _known(levels, tuple(Requirement), path)
    return Policy(
        str(given.get("name", "policy")),
        _number(given.get("version", 1), "version", path),
        {Requirement(name): _level(name, level, path) for name, level in levels.items()},
        _number(given.get("longest_waiver", Policy().longest_waiver), "longest_waiver", path),
        given.get("second_person") is True,
        given.get("waivers_in_files") is True,
    )


def _level(name: str, level: object, path: str) -> Level:
    # YAML 1.1 reads a bare `off` as false
    word = "off" if level is False else str(level)
    if word not in tuple(Level):
        _refuse(
            path, f"{name}: {word} is none of block, warn, off", f"{name}：{word} 不是 block、warn、off 之一"
        )
    return Level(word)


def _number(value: object, name: str, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        _refuse(path, f"{name} is a number from 1", f"{name} 应是从 1 起的整数")
    return value


def read_waivers(text: str, path: str, policy: Policy, today: date) -> list[Waiver]:
    """Waivers from YAML: a list, or ``waivers:`` with one.

    :raises RefusedInput: one has no reason, no owner, no end, no scope, or lasts longer than the policy allows.
    """
    given = _yaml(text, path)
    listed = given.get("waivers") if isinstance(given, dict) else given
    if listed is None:
        return []
    if not isinstance(listed, list):
        _refuse(path, "waivers are a list", "豁免应是一个列表")
    return [_waiver(entry, f"{path}: waiver {number}", policy, today) for number, entry in enumerate(listed, 1)]


def _waiver(entry: Any, where: str, policy: Policy, today: date) -> Waiver:
    if not isinstance(entry, dict):
        _refuse(where, "is no mapping", "不是映射")
    _known(entry, _FIELDS, where)
    for field in ("reason", "owner", "expires"):
        if not str(entry.get(field) or "").strip():
            _refuse(where, f"has no {field}", f"缺少 {field}")
    text = {field: str(entry.get(field) or "").strip() for field in _FIELDS}
    if not text["fingerprint"] and not (text["rule"] and (text["node"] or text["service"])):
        _refuse(
            where,
            "names what it covers neither by fingerprint nor by rule with node or service",
            "没有写明范围：fingerprint，或 rule 加 node 或 service",
        )
    expires = _day(entry["expires"], where)
    _not_too_long(expires, where, policy, today)
    name = (
        text["id"]
        or fingerprint(text["rule"], text["fingerprint"], text["node"], text["service"], expires.isoformat())[
            :12
        ]
    )
    scope = (text["rule"].upper(), text["fingerprint"], text["node"], text["service"])
    return Waiver(name, *scope, text["reason"], text["owner"], expires, text["approved_by"])


def _day(value: object, where: str) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        _refuse(
            where, f"expires {value} is no day like 2027-03-01", f"expires {value} 不是 2027-03-01 这样的日期"
        )


def _not_too_long(expires: date, where: str, policy: Policy, today: date) -> None:
    if (expires - today).days > policy.longest_waiver:
        _refuse(
            where,
            f"lasts until {expires}: longer than the {policy.longest_waiver} days that the policy allows",
            f"持续到 {expires}：超过策略允许的 {policy.longest_waiver} 天",
        )


# -- in the configuration --------------------------------------------------------------------------------------


def waivers_in(bundle: Bundle, policy: Policy, today: date) -> list[Waiver]:
    """The comments ``# lvsportal: ignore LVS021 until 2027-03-01 reason``, where the policy allows them. One covers the statement
    of its line, or the next one, with the whole block that it opens.

    :raises RefusedInput: one has no rule, no end or no reason.
    """
    if not policy.waivers_in_files:
        return []
    return [waiver for source in bundle.sources for waiver in _in_source(source, policy, today)]


def _in_source(source: Source, policy: Policy, today: date) -> Iterator[Waiver]:
    if "lvsportal:" not in source.text.lower():
        return
    lines = source.text.splitlines()
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.search(line)
        if comment is None:
            continue
        where = f"{source.path}:{number}"
        told = _IGNORE.match(comment[1].strip())
        if told is None:
            _refuse(where, _FORM.en, _FORM.zh)
        expires = _day(told[2], where)
        _not_too_long(expires, where, policy, today)
        first, last = _covered(lines, number, bool(line[: comment.start()].strip()))
        scope = (told[1].upper(), "", "", "")
        yield Waiver(where, *scope, told[3].strip(), source.path, expires, lines=(source.path, first, last))


def _covered(lines: list[str], number: int, has_statement: bool) -> tuple[int, int]:
    """First and last line of the statement that a comment on line ``number`` speaks of."""
    first = number
    if not has_statement:
        first += 1
        while first <= len(lines) and not _code(lines[first - 1]):
            first += 1
    depth, last = 0, first
    for at in range(first, len(lines) + 1):
        code = _code(lines[at - 1])
        depth += code.count("{") - code.count("}")
        last = at
        if depth <= 0:
            break
    return first, last


def _code(line: str) -> str:
    """A line without its comment."""
    return re.split(r"[#!]", line, maxsplit=1)[0].strip()


# -- shared ----------------------------------------------------------------------------------------------------


def _yaml(text: str, path: str) -> Any:
    import yaml  # only a call with --policy or --waivers pays for it

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise RefusedInput(Text(f"{path}: no YAML: {reason}", f"{path}：不是 YAML：{reason}"), path) from error


def _known(given: dict[Any, Any], names: Iterable[str], path: str) -> None:
    listed = [str(name) for name in names]
    for name in given:
        if name not in listed:
            near = difflib.get_close_matches(str(name), listed, 1) or listed[:1]
            _refuse(
                path, f"{name} is unknown; the nearest is {near[0]}", f"{name} 不认识，最接近的是 {near[0]}"
            )


def _refuse(path: str, en: str, zh: str) -> NoReturn:
    raise RefusedInput(Text(f"{path}: {en}", f"{path}：{zh}"), path)


_FORM = Text(
    "a waiver in a file is `# lvsportal: ignore LVS021 until 2027-03-01 reason`",
    "文件内的豁免写作 `# lvsportal: ignore LVS021 until 2027-03-01 原因`",
)
