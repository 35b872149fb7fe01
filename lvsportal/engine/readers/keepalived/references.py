"""What can be judged only when a block, or the whole file, has been read: names that nothing defines, blocks that lack what
they need, settings given twice (``vrrp/vrrp_parser.c``, ``trackers/*.c``, ``bfd/bfd_parser.c``, ``check/check_parser.c``).

keepalived tells a block that lacks something at its ``}``, and a name where it is used; so do we.
"""

from collections.abc import Callable, Iterable

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.readers.keepalived import silent
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.readers.keepalived.values import number

# Takes what is wrong and where: a statement, or the line that closes it.
Tell = Callable[[silent.Told, Statement, bool], None]
_NOTIFIES = ("notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted",
             "notify_master_rx_lower_pri", "quorum_up", "quorum_down", "notify_up", "notify_down")  # fmt: skip
# Block of tracked names → the blocks that define them.
_DEFINED_BY = {
    "track_script": ("vrrp_script",),
    "track_file": ("track_file", "vrrp_track_file"),
    "track_process": ("vrrp_track_process",),
    "track_bfd": ("bfd_instance",),
}
# Block that defines a name → the setting without which keepalived removes it.
_NEEDED = {
    "vrrp_script": ("script",),
    "track_file": ("file",),
    "vrrp_track_file": ("file",),
    "vrrp_track_process": ("process",),
    "bfd_instance": ("neighbor_ip", "neighbour_ip"),
}
_ONCE = frozenset({"vrrp_instance", "vrrp_sync_group", *_NEEDED})


class References:
    """Judges the statements of one configuration."""

    def __init__(self, root: list[Statement], tell: Tell) -> None:
        self._tell = tell
        self._root = [line for line in root if line.block is not None]
        self._names = {
            keyword: {line.argument() for line in self._root if line.keyword == keyword and _is_whole(line)}
            for keyword in _NEEDED
        }
        self._above: set[tuple[str, str]] = (
            set()
        )  # keepalived looks a name up when it reads the line that uses it
        self._vmacs: dict[str, str] = {}

    def judge(self, with_checks: bool) -> None:
        """All of it. ``with_checks``: some health check of the file needs a look."""
        seen: set[tuple[str, str]] = set()
        for block in self._root:
            key = block.keyword, block.argument()
            if block.keyword in _ONCE and key in seen:
                self._tell(silent.defined_twice(*key), block, False)
                continue
            seen.add(key)
            if block.keyword in _NEEDED and not _is_whole(block):
                self._tell(silent.lacks(block.keyword, key[1], _NEEDED[block.keyword][0]), block, True)
            handler = _HANDLERS.get(block.keyword)
            if handler is not None:
                handler(self, block)
            self._above.add(key)
            if with_checks and block.keyword == "virtual_server":
                self._checks(block.block or ())

    # -- VRRP --------------------------------------------------------------------------------------------------

    def _instance(self, block: Statement) -> None:
        self._tracked(block)
        self._notifies(block)
        for line in block.block or ():
            if line.keyword == "use_vmac" and line.argument():
                first = self._vmacs.setdefault(line.argument(), block.argument())
                if first != block.argument():
                    self._tell(silent.vmac_twice(line.argument(), first), line, False)

    def _group(self, block: Statement) -> None:
        self._tracked(block)
        self._notifies(block)
        members = [line for line in block.block or () if line.keyword == "group"]
        if members and not any(line.block for line in members):
            self._tell(silent.EMPTY_SYNC_GROUP, members[0], True)

    def _tracked(self, block: Statement) -> None:
        """Names of ``track_*`` blocks, and what follows them: ``NAME [weight N [reverse|noreverse]]``."""
        for tracking in block.block or ():
            if tracking.block is None or tracking.keyword not in (*_DEFINED_BY, "track_interface"):
                continue
            seen: set[str] = set()
            for row in tracking.block:
                self._row(tracking.keyword, row, seen)

    def _row(self, keyword: str, row: Statement, seen: set[str]) -> None:
        homes = _DEFINED_BY.get(keyword, ())
        defined = [home for home in homes if row.keyword in self._names[home]]
        if homes and not defined:
            self._tell(silent.not_defined(row.keyword, homes[0]), row, False)
        elif homes and not any((home, row.keyword) in self._above for home in defined):
            self._tell(silent.defined_below(row.keyword, homes[0]), row, False)
        elif row.keyword in seen:
            self._tell(silent.tracked_twice(row.keyword), row, False)
        else:
            odd = _odd_weight([word.text for word in row.words[1:]])
            if odd and keyword != "track_bfd":
                self._tell(silent.unknown_option(odd), row, False)
        seen.add(row.keyword)

    def _notifies(self, block: Statement) -> None:
        seen: set[str] = set()
        for line in block.block or ():
            if line.keyword in _NOTIFIES:
                if line.keyword in seen:
                    self._tell(silent.setting_twice(line.keyword), line, False)
                seen.add(line.keyword)

    # -- files, mail -------------------------------------------------------------------------------------------

    def _track_file(self, block: Statement) -> None:
        seen: set[str] = set()
        for line in block.block or ():
            if line.keyword in ("file", "weight") and line.keyword in seen:
                self._tell(silent.setting_twice(line.keyword), line, False)
            seen.add(line.keyword)

    def _global_defs(self, block: Statement) -> None:
        for line in block.block or ():
            if line.keyword == "notification_email" and line.block == []:
                self._tell(silent.EMPTY_MAIL, line, True)
            elif line.keyword == "smtp_server" and line.argument() and parse_address(line.argument()) is None:
                self._tell(silent.mail_host(line.argument()), line, False)

    # -- health checks -----------------------------------------------------------------------------------------

    def _checks(self, lines: Iterable[Statement]) -> None:
        for line in lines:
            if line.keyword == "real_server":
                self._notifies(line)
                for check in line.block or ():
                    self._check(check)

    def _check(self, check: Statement) -> None:
        inner = {line.keyword: line for line in check.block or ()}
        if check.keyword == "MISC_CHECK" and check.block is not None and "misc_path" not in inner:
            self._tell(silent.lacks("MISC_CHECK", "", "misc_path"), check, True)
        if check.keyword != "FILE_CHECK" or check.block is None:
            return
        line = inner.get("track_file")
        defined = self._names["track_file"] | self._names["vrrp_track_file"]
        if line is not None and line.argument() not in defined:
            self._tell(silent.not_defined(line.argument(), "track_file"), line, False)
        if line is None or line.argument() not in defined:
            self._tell(silent.lacks("FILE_CHECK", "", "track_file"), check, True)


_HANDLERS = {
    "vrrp_instance": References._instance,
    "vrrp_sync_group": References._group,
    "track_file": References._track_file,
    "vrrp_track_file": References._track_file,
    "global_defs": References._global_defs,
}
# Health checks that need a look of their own.
CHECKS = frozenset({"MISC_CHECK", "FILE_CHECK"})


def _is_whole(block: Statement) -> bool:
    """Whether a block that defines a name has what keepalived needs to keep it."""
    needed = _NEEDED[block.keyword]
    return any(line.keyword in needed and line.argument() for line in block.block or ())


def _odd_weight(words: list[str]) -> str:
    """The first word that is not part of ``weight N [reverse|noreverse]``."""
    at = 0
    while at < len(words):
        if words[at] == "weight":
            value = number(words[at + 1]) if at + 1 < len(words) else None
            if value is None or abs(value) > 254:
                return " ".join(words[at : at + 2])
            at += 2
        elif words[at] in ("reverse", "noreverse"):
            at += 1
        else:
            return words[at]
    return ""
