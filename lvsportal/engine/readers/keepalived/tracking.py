"""What instances and sync groups watch: the ``track_*`` blocks, scripts, processes, files (``vrrp/vrrp_parser.c``)."""

from collections.abc import Callable, Iterable

from lvsportal.engine.model.vrrp import Notify, Script, Tracked, TrackedFile, TrackedProcess, Tracking
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.readers.keepalived.values import number, seconds

_BLOCKS = {
    "track_interface": "interfaces",
    "track_script": "scripts",
    "track_process": "processes",
    "track_file": "files",
}


def tracking(lines: Iterable[Statement]) -> Tracking:
    """The ``track_*`` blocks among the lines of an instance or group, those of one kind together."""
    found: dict[str, tuple[Tracked, ...]] = {}
    for line in lines:
        field = _BLOCKS.get(line.keyword)
        if field is not None and line.block is not None:
            found[field] = found.get(field, ()) + tuple(_tracked(row) for row in line.block)
    return Tracking(**found)


def _tracked(row: Statement) -> Tracked:
    """``NAME [weight N [reverse|noreverse]]``."""
    words = [word.text for word in row.words]
    weight = number(words[words.index("weight") + 1]) if "weight" in words[:-1] else None
    return Tracked(row.keyword, weight, "reverse" in words, row.span())


def notify(lines: Iterable[Statement]) -> tuple[Notify, ...]:
    """The scripts that are run at transitions."""
    return tuple(
        Notify(line.keyword, _command(line), line.span())
        for line in lines
        if line.keyword.startswith("notify")
        and line.keyword != "notify_priority_changes"
        and line.block is None
    )


def _command(line: Statement) -> str:
    return " ".join(word.text for word in line.words[1:])


def script(statement: Statement) -> Script:
    """A ``vrrp_script`` block."""
    found = Script(statement.argument(), "", statement.span())
    for line in statement.block or ():
        setter = _SCRIPT.get(line.keyword)
        if setter is not None:
            found = setter(found, line)
    return found


def _weight(found: Script, line: Statement) -> Script:
    """``weight N [reverse]``, cut to ±253."""
    return found._replace(
        weight=max(-253, min(253, number(line.argument()) or 0)), reverse=line.argument(2) == "reverse"
    )


_SCRIPT: dict[str, Callable[[Script, Statement], Script]] = {
    "script": lambda found, line: found._replace(command=_command(line)),
    "interval": lambda found, line: found._replace(interval=seconds(line.argument()) or 1.0),
    "timeout": lambda found, line: found._replace(timeout=seconds(line.argument())),
    "rise": lambda found, line: found._replace(rise=number(line.argument()) or 1),
    "fall": lambda found, line: found._replace(fall=number(line.argument()) or 1),
    "weight": _weight,
    "init_fail": lambda found, line: found._replace(init_fail=True),
    "user": lambda found, line: found._replace(user=line.argument()),
}


def process(statement: Statement) -> TrackedProcess:
    """A ``vrrp_track_process`` block."""
    found = TrackedProcess(statement.argument(), "", statement.span())
    for line in statement.block or ():
        setter = _PROCESS.get(line.keyword)
        if setter is not None:
            found = setter(found, line)
    return found


_PROCESS: dict[str, Callable[[TrackedProcess, Statement], TrackedProcess]] = {
    "process": lambda found, line: found._replace(process=_command(line)),
    "weight": lambda found, line: found._replace(
        weight=number(line.argument()) or 0, reverse=line.argument(2) == "reverse"
    ),
    "quorum": lambda found, line: found._replace(quorum=number(line.argument()) or 1),
    "quorum_max": lambda found, line: found._replace(quorum_max=number(line.argument())),
    "delay": lambda found, line: found._replace(delay=seconds(line.argument()) or 0.0),
    "terminate_delay": lambda found, line: found._replace(terminate_delay=seconds(line.argument())),
}


def file(statement: Statement) -> TrackedFile:
    """A ``track_file`` (``vrrp_track_file``) block at the top level."""
    found = TrackedFile(statement.argument(), "", statement.span())
    for line in statement.block or ():
        if line.keyword == "file":
            found = found._replace(path=line.argument())
        elif line.keyword == "weight":
            found = found._replace(weight=number(line.argument()), reverse=line.argument(2) == "reverse")
        elif line.keyword == "init_file":
            words = [word.text for word in line.words[1:] if word.text != "overwrite"]
            found = found._replace(initial=number(words[0]) if words else 0)
    return found
