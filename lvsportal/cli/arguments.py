"""The command line's words."""

import argparse
from collections.abc import Callable
from importlib import import_module

LANGUAGES = ("en", "zh-hans")
FORMATS = ("text", "json", "sarif", "junit", "codequality", "markdown")


def _lazily(module: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        return int(import_module(f"lvsportal.cli.{module}").run(options))

    return run


def _rules(text: str) -> list[str]:
    return [word.strip().upper() for word in text.split(",") if word.strip()]


class _Help(argparse.HelpFormatter):
    """A fixed width: asking the terminal costs as much as reading a small definition."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


def parse(argv: list[str]) -> argparse.Namespace:
    """The options of a call; ``options.run(options)`` carries it out. Exits 2 on a wrong call.

    Only the options of the command that was named are set up: the others' would cost time at every start."""
    parser = argparse.ArgumentParser(
        prog="lvsportal", description="Review Linux Virtual Server definitions.", formatter_class=_Help
    )
    commands = parser.add_subparsers(dest="command", required=True)
    named = argv[0] if argv else ""
    for name, (summary, add_options) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, formatter_class=_Help)
        if name == named:
            add_options(command)
            command.set_defaults(run=_lazily(name))
    return parser.parse_args(argv)


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "paths", nargs="+", metavar="PATH", help="file, directory, archive, or - for standard input"
    )
    check.add_argument("--format", choices=FORMATS, default="text")
    check.add_argument(
        "--profile", choices=("full", "github"), default="full", help="github: SARIF as code scanning takes it"
    )
    check.add_argument(
        "--root",
        metavar="DIR",
        help="file names in SARIF and code quality count from here (default: top of the git checkout)",
    )
    check.add_argument("--fail-on", choices=("error", "warning", "info", "never"), default="error")
    check.add_argument("--subjects", choices=("all",), help="name all subjects of every result")
    check.add_argument("--server", metavar="URL", help="let a server check instead of this machine")
    check.add_argument("--token", help="token for --server")
    _common(check)


def _fix(fix: argparse.ArgumentParser) -> None:
    fix.add_argument("paths", nargs="+", metavar="PATH")
    how = fix.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print the edits as a diff (the default)")
    how.add_argument("--in-place", action="store_true", help="write the edits into the files")
    fix.add_argument("--format", choices=("text", "json"), default="text")
    _common(fix)


def _walk(walk: argparse.ArgumentParser) -> None:
    walk.add_argument("paths", nargs="+", metavar="PATH")
    walk.add_argument(
        "--from", required=True, metavar="CLIENT", help="a node of the definition, or an address outside it"
    )
    walk.add_argument("--to", required=True, metavar="VIP:PORT[/udp]")
    walk.add_argument("--format", choices=("text", "json"), default="text")
    walk.add_argument("--lang", choices=LANGUAGES, default="en")


def _init(init: argparse.ArgumentParser) -> None:
    init.add_argument("paths", nargs="+", metavar="PATH")
    init.add_argument("--lang", choices=LANGUAGES, default="en")


def _explain(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("rule", metavar="RULE")
    explain.add_argument("--lang", choices=LANGUAGES, default="en")


def _list(rules: argparse.ArgumentParser) -> None:
    rules.add_argument("--format", choices=("text", "json"), default="text")
    rules.add_argument("--lang", choices=LANGUAGES, default="en")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument(
        "--select", type=_rules, default=[], metavar="RULES", help="only these, as LVS001,LVS006"
    )
    parser.add_argument("--ignore", type=_rules, default=[], metavar="RULES")


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("review definitions", _check),
    "fix": ("print or make the fixes", _fix),
    "walk": ("follow a packet, hop by hop", _walk),
    "init": ("write a cluster.yaml from what the files show, to be completed", _init),
    "explain": ("print a rule's article", _explain),
    "rules": ("list the rules", _list),
}
