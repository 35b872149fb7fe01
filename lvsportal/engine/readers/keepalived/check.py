"""What is wrong with one logical line in one block: keyword, argument, range. Asked once for each different line."""

from functools import cache
from typing import NamedTuple

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.readers.keepalived.grammar import OTHER_VERSIONS, Block, Keyword, grammar, homes
from lvsportal.engine.readers.keepalived.lexer import Words
from lvsportal.engine.source.language import Text


class Problem(NamedTuple):
    severity: str
    message: Text
    column: int
    code: str


class Outcome(NamedTuple):
    """``opens``: a ``{`` must follow. ``belongs_above``: the keyword opens a block that can't stand here, but
    could further out: probably a ``}`` is missing before it."""

    opens: bool
    problems: tuple[Problem, ...] = ()
    belongs_above: bool = False


_FINE = Outcome(False)
_OPENS = Outcome(True)


def judge(block: Block, words: Words) -> Outcome:
    """The outcome for a logical line in ``block``."""
    name = words[0].text
    keyword = block.keywords.get(name)
    if keyword is None:
        return Outcome(False, (_unknown(block, words),), opens_elsewhere(name))
    problem = _argument_problem(keyword, words)
    if problem is None and name in _DEPRECATED and block.path.endswith(_DEPRECATED[name].where):
        problem = Problem("info", _DEPRECATED[name].text, words[0].column, "deprecated")
    if problem is None:
        problem = _elsewhere_known(keyword, words[0].column)
    if problem is None:
        return _OPENS if keyword.opens else _FINE
    return Outcome(keyword.opens, (problem,))


def _elsewhere_known(keyword: Keyword, column: int) -> Problem | None:
    """A keyword of a fork, or of a later release than most machines run."""
    if keyword.dialect:
        text = Text(
            f"“{keyword.name}” is known to {keyword.dialect} only; keepalived itself ignores it.",
            f"“{keyword.name}” 只有 {keyword.dialect} 认识；keepalived 本身会忽略它。",
        )
        return Problem("info", text, column, "dialect")
    if keyword.since:
        text = Text(
            f"“{keyword.name}” came with keepalived {keyword.since}; 2.2 ignores it.",
            f"“{keyword.name}” 从 keepalived {keyword.since} 开始才有；2.2 会忽略它。",
        )
        return Problem("info", text, column, "newer")
    return None


@cache
def opens_elsewhere(name: str) -> bool:
    """Whether the keyword opens a block anywhere in the grammar."""
    found = homes(name)
    if not found:
        return False
    block = grammar()
    for part in found[0].split("/") if found[0] else ():
        block = block.blocks[part]
    return block.keywords[name].opens


# -- keywords --------------------------------------------------------------------------------------------------


def _unknown(block: Block, words: Words) -> Problem:
    word = words[0]
    name = word.text
    here = block.path.rpartition("/")[2]
    where = Text(f"inside {here}", f"在 {here} 里") if here else Text("at the top level", "在最外层")
    for look, code, severity in ((_odd_blank, "odd_blank", "error"), (_template, "template", "error")):
        message = look(name)
        if message:
            return Problem(severity, message, word.column, code)
    if name in OTHER_VERSIONS:
        versions, home = OTHER_VERSIONS[name]
        text = Text(
            f"“{name}” is a keyword of keepalived {versions}, there of {home}; 2.2 and later ignore it {where.en}.",
            f"“{name}” 是 keepalived {versions} 的关键字（属于 {home}）；2.2 以后的版本{where.zh}会忽略它。",
        )
        return Problem("warning", text, word.column, "other_version")
    elsewhere = homes(name)
    if elsewhere:
        home = elsewhere[0].rpartition("/")[2]
        target = (
            Text(f"it belongs in {home}", f"它应当写在 {home} 里")
            if home
            else Text("it belongs at the top level", "它应当写在最外层")
        )
        text = Text(
            f"“{name}” can't stand {where.en}: {target.en}. keepalived ignores the line.",
            f"“{name}” 不能写{where.zh}：{target.zh}。keepalived 会忽略这一行。",
        )
        return Problem("error", text, word.column, "misplaced")
    nearest = _nearest(name, block)
    hint = Text(f" Did you mean “{nearest}”?", f"是否想写 “{nearest}”？") if nearest else Text("", "")
    text = Text(
        f"Unknown keyword “{name[:60]}” {where.en}: keepalived ignores the line.{hint.en}",
        f"未知关键字 “{name[:60]}”（{where.zh}）：keepalived 会忽略这一行。{hint.zh}",
    )
    return Problem("error", text, word.column, "unknown_keyword")


def _nearest(name: str, block: Block) -> str:
    if len(name) > 60:
        return ""
    import difflib

    for folded in (name.lower(), name.upper()):
        if folded in block.keywords:
            return folded
    found = difflib.get_close_matches(name, list(block.keywords), 1, 0.75)
    return found[0] if found else ""


_ODD_BLANKS = "\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"


def _odd_blank(name: str) -> Text | None:
    odd = next((letter for letter in name if letter in _ODD_BLANKS), None)
    if odd is None:
        return None
    bare = "".join(letter for letter in name if letter not in _ODD_BLANKS)[:60]
    code = f"U+{ord(odd):04X}"
    return Text(
        f"The line holds a character that only looks like a blank ({code}), so keepalived does not see the "
        f"keyword “{bare}” and ignores the line. Replace it by an ordinary blank.",
        f"这一行里有只是看起来像空格的字符（{code}），keepalived 认不出关键字 “{bare}”，会忽略这一行。请换成普通空格。",
    )


def _template(name: str) -> Text | None:
    if name.startswith(("<%", "%>", "[%")):
        return Text(
            "This is a template that was never rendered: keepalived can't read it. What is literal is still read.",
            "这是还没有渲染的模板，keepalived 读不了。能按字面读取的部分仍会读取。",
        )
    if name.startswith(("//", ";", "--")):
        return Text(
            f"“{name[:2]}” starts no comment in keepalived.conf (“#” and “!” do): the line is an unknown keyword.",
            f"“{name[:2]}” 在 keepalived.conf 里不是注释（“#” 和 “!” 才是）：这一行会成为未知关键字。",
        )
    return None


def missing_brace(keyword: str, line: int) -> Text:
    """The block that ``keyword`` opens is not closed where ``line`` shows that it should be."""
    return Text(
        f"The block of “{keyword}” lacks its “}}”: noticed at line {line}.",
        f"“{keyword}” 的块缺少 “}}”：到第 {line} 行才发现。",
    )


def follows(word: str, line: int) -> Text:
    """keepalived stumbles here, because of what stands at ``line``."""
    return Text(
        f"Follows from line {line}: keepalived is in another block by now than the text means, and ignores “{word[:60]}” here.",
        f"由第 {line} 行引起：keepalived 此时所在的块和文本的本意已经不同，会忽略这里的 “{word[:60]}”。",
    )


def missing_open(keyword: str) -> Text:
    return Text(
        f"“{keyword}” must be followed by a “{{”: keepalived does not enter the block, and reads its content as the outer block's.",
        f"“{keyword}” 后面必须有 “{{”：keepalived 不会进入这个块，会把里面的内容当作外层块的内容来读。",
    )


# -- arguments -------------------------------------------------------------------------------------------------


class _Old(NamedTuple):
    where: tuple[str, ...]
    text: Text


_DEPRECATED = {
    "nb_get_retry": _Old(
        ("_GET", "_CHECK"),
        Text("“nb_get_retry” is deprecated: write “retry”.", "“nb_get_retry” 已不推荐使用：请写 “retry”。"),
    ),
    "lvs_sync_daemon_interface": _Old(
        ("vrrp_instance",),
        Text(
            "“lvs_sync_daemon_interface” in an instance is deprecated: write lvs_sync_daemon in global_defs.",
            "在实例里写 “lvs_sync_daemon_interface” 已不推荐：请在 global_defs 里写 lvs_sync_daemon。",
        ),
    ),
    "vrrp_iptables": _Old(
        ("global_defs",),
        Text(
            "Builds of keepalived that know nftables only ignore “vrrp_iptables”: write “nftables”.",
            "只支持 nftables 的 keepalived 会忽略 “vrrp_iptables”：请写 “nftables”。",
        ),
    ),
    "vrrp_ipsets": _Old(
        ("global_defs",),
        Text(
            "Builds of keepalived that know nftables only ignore “vrrp_ipsets”: write “nftables”.",
            "只支持 nftables 的 keepalived 会忽略 “vrrp_ipsets”：请写 “nftables”。",
        ),
    ),
}

_BOOLEANS = ("on", "off", "true", "false", "yes", "no")
# Keywords that may stand alone.
_OPTIONAL = frozenset(
    {"persistence_timeout", "max_auto_priority", "use_vmac", "state", "reload_file", "init_file"}
)
_FORKS = {"FNAT": "Alibaba LVS, DPVS", "SNAT": "DPVS", "conhash": "DPVS", "maglev": "DPVS"}


def _argument_problem(keyword: Keyword, words: Words) -> Problem | None:
    kind = keyword.kind
    if kind in ("any", "none", "lines", "block", "command"):
        return None
    if len(words) == 1:
        if kind not in ("word", "address", "number") or keyword.opens or keyword.name in _OPTIONAL:
            return None
        if kind == "number" and keyword.low is None:
            return None
        text = Text(f"“{keyword.name}” needs a value.", f"“{keyword.name}” 需要一个值。")
        return Problem("error", text, words[0].column, "missing_value")
    word = words[1]
    if keyword.name == "lvs_sync_daemon" or (keyword.name == "persistence_granularity" and "." in word.text):
        return None
    if kind == "number":
        return _number_problem(keyword, word.text, word.column)
    if kind == "seconds":
        return _seconds_problem(keyword, word.text, word.column)
    if kind == "word":
        return _word_problem(keyword, word.text, word.column)
    if kind == "address" and parse_address(word.text.partition("/")[0]) is None and "$" not in word.text:
        text = Text(f"“{word.text[:60]}” is not an IP address.", f"“{word.text[:60]}” 不是 IP 地址。")
        return Problem("error", text, word.column, "bad_address")
    if kind == "boolean" and word.text.lower() not in _BOOLEANS:
        text = Text(
            f"“{keyword.name}” takes on or off, not “{word.text[:40]}”.",
            f"“{keyword.name}” 的值是 on 或 off，不是 “{word.text[:40]}”。",
        )
        return Problem("error", text, word.column, "bad_boolean")
    return None


def _number_problem(keyword: Keyword, text: str, column: int) -> Problem | None:
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        decimal = digits.replace(".", "", 1)
        if keyword.low is None and decimal.isascii() and decimal.isdecimal():
            return None  # keywords scaled by TIMER_HZ take a fraction
        message = Text(
            f"“{text[:60]}” is not a number: keepalived ignores {keyword.name}.",
            f"“{text[:60]}” 不是数字：keepalived 会忽略 {keyword.name}。",
        )
        return Problem("error", message, column, "bad_number")
    number = int(text[:40])
    low, high = keyword.low, keyword.high
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    message = Text(
        f"{keyword.name} {text[:40]} is outside {low} – {high}: keepalived ignores it.",
        f"{keyword.name} 的值 {text[:40]} 超出 {low} – {high}：keepalived 会忽略它。",
    )
    return Problem("error", message, column, "out_of_range")


def _seconds_problem(keyword: Keyword, text: str, column: int) -> Problem | None:
    plain = text.removeprefix("-").replace(".", "", 1)
    if not (plain.isascii() and plain.isdecimal()):
        message = Text(
            f"“{text[:60]}” is not a number of seconds: keepalived ignores {keyword.name}.",
            f"“{text[:60]}” 不是秒数：keepalived 会忽略 {keyword.name}。",
        )
        return Problem("error", message, column, "bad_number")
    number, low, high = float(text[:40]), keyword.low, keyword.high
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    message = Text(
        f"{keyword.name} {text[:40]} is outside {low or 0} – {high or '…'} seconds: keepalived ignores it.",
        f"{keyword.name} 的值 {text[:40]} 超出 {low or 0} – {high or '…'} 秒：keepalived 会忽略它。",
    )
    return Problem("error", message, column, "out_of_range")


def _word_problem(keyword: Keyword, text: str, column: int) -> Problem | None:
    if text in keyword.values:
        return None
    if keyword.name == "protocol" and text.upper() in keyword.values:
        return Problem("info", _CASE.fill(word=text[:40], upper=text.upper()), column, "case")
    if text in _FORKS:
        message = Text(
            f"“{text}” is known to {_FORKS[text]} only; keepalived itself ignores it.",
            f"“{text}” 只有 {_FORKS[text]} 认识；keepalived 本身会忽略它。",
        )
        return Problem("info", message, column, "dialect")
    allowed = ", ".join(keyword.values)
    folded = next((value for value in keyword.values if value.lower() == text.lower()), "")
    hint = Text(f" Write “{folded}”.", f"请写 “{folded}”。") if folded else Text("", "")
    effect = _SILENT.get(keyword.name, Text("it is ignored", "这一行会被忽略"))
    message = Text(
        f"keepalived does not know {keyword.name} “{text[:40]}” (it knows {allowed}): {effect.en}.{hint.en}",
        f"keepalived 不认识 {keyword.name} “{text[:40]}”（它认识 {allowed}）：{effect.zh}。{hint.zh}",
    )
    return Problem("error", message, column, "unknown_value")


_CASE = Text(
    "“{word}” in lower case is taken by keepalived 2.2; older releases ignore it. Write “{upper}”.",
    "keepalived 2.2 接受小写的 “{word}”，更早的版本会忽略它。请写 “{upper}”。",
)
_SILENT = {
    "lb_kind": Text("the forwarding method silently becomes NAT", "转发方式会悄悄变成 NAT"),
    "lvs_method": Text("the forwarding method silently becomes NAT", "转发方式会悄悄变成 NAT"),
    "lb_algo": Text("the scheduler silently becomes wlc", "调度算法会悄悄变成 wlc"),
    "lvs_sched": Text("the scheduler silently becomes wlc", "调度算法会悄悄变成 wlc"),
    "protocol": Text("the protocol stays at its default, UDP", "协议会保持默认的 UDP"),
    "state": Text("the instance starts as BACKUP", "实例会以 BACKUP 启动"),
}
