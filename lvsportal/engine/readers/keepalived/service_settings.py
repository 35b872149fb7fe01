"""The plain settings of one virtual_server; what is not valid counts as not written, as keepalived has it."""

from collections.abc import Iterable

from lvsportal.engine.model.services import DR, FNAT, NAT, TUN
from lvsportal.engine.readers.keepalived.tree import Statement

METHODS = {NAT, DR, TUN, FNAT}
SCHEDULERS = {
    "rr",
    "wrr",
    "lc",
    "wlc",
    "lblc",
    "lblcr",
    "dh",
    "sh",
    "mh",
    "fo",
    "ovf",
    "sed",
    "nq",
    "twos",
    "conhash",
}


def integer(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else default


class Settings:
    """The settings of one virtual_server; "" where nothing valid is written."""

    __slots__ = ("flags", "method", "persistent", "protocol", "real_lines", "scheduler", "sorry", "weight")

    def __init__(self, lines: Iterable[Statement]) -> None:
        self.scheduler, self.method, self.protocol = "wlc", "", ""
        self.persistent, self.weight = 0, 1
        self.flags: list[str] = []
        self.sorry: Statement | None = None
        self.real_lines: list[Statement] = []
        for line in lines:
            keyword = line.words[0].text
            if keyword == "real_server":
                self.real_lines.append(line)
                continue
            setter = _SETTERS.get(keyword)
            if setter is not None:
                setter(self, line)

    def set_method(self, line: Statement) -> None:
        self.method = line.argument() if line.argument() in METHODS else self.method

    def set_scheduler(self, line: Statement) -> None:
        self.scheduler = line.argument() if line.argument() in SCHEDULERS else self.scheduler

    def set_protocol(self, line: Statement) -> None:
        """2.2 takes any case (``check_parser.c: vs_protocol_handler``)."""
        written = line.argument().upper()
        self.protocol = written if written in ("TCP", "UDP", "SCTP") else self.protocol

    def set_persistence(self, line: Statement) -> None:
        self.persistent = 360 if len(line.words) == 1 else integer(line.argument(), 0)

    def set_weight(self, line: Statement) -> None:
        self.weight = integer(line.argument(), 1)

    def set_sorry(self, line: Statement) -> None:
        self.sorry = line

    def set_flag(self, line: Statement) -> None:
        self.flags.append(line.keyword)


_SETTERS = {
    "lb_kind": Settings.set_method,
    "lvs_method": Settings.set_method,
    "lb_algo": Settings.set_scheduler,
    "lvs_sched": Settings.set_scheduler,
    "protocol": Settings.set_protocol,
    "persistence_timeout": Settings.set_persistence,
    "weight": Settings.set_weight,
    "sorry_server": Settings.set_sorry,
    **dict.fromkeys(
        ("ops", "sh-port", "sh-fallback", "mh-port", "mh-fallback", "flag-1", "flag-2", "flag-3"),
        Settings.set_flag,
    ),
}
