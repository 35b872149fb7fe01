"""The command line's words."""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

# Looking for translations of argparse's own words, which there are none of, takes as long as reading a small definition.
argparse._ = str  # type: ignore[attr-defined]
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


class Parser(argparse.ArgumentParser):
    """One that says in one line what is wrong with a call."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"lvsportal: {message}; see {self.prog} --help\n")


class _Version(argparse.Action):
    """``--version``: looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from lvsportal.engine import VERSION

        sys.stdout.write(f"lvsportal {VERSION}\n")
        parser.exit()


def parse(argv: list[str]) -> argparse.Namespace:
    """The options of a call; ``options.run(options)`` carries it out. Exits 2 on a wrong call.

    What the call leaves open is taken from ``lvsportal.toml``, where there is one. :raises RefusedInput: that can't be used.
    """
    parser, commands = parser_for(argv[0] if argv else "")
    options = parser.parse_args(argv)
    paths = [getattr(options, "overlaid", None), *getattr(options, "paths", [])]
    given = [path for path in paths if path]
    if not given:
        return options
    from lvsportal.cli.settings import defaults_from, file_for

    file = file_for(given)
    if file:
        command = commands.choices[options.command]
        command.set_defaults(**defaults_from(file, command))
        options = parser.parse_args(argv)
    return options


def parser_for(named: str = "", every: bool = False) -> tuple[Parser, Any]:
    """The parser, and its commands. Only the options of the command that was named are set up, as the others' would cost time at
    every start; ``every``: all, for the manual and shell completion."""
    parser = Parser(
        prog="lvsportal",
        description="Review Linux Virtual Server definitions before they go live.",
        formatter_class=_Help,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (summary, add_options) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, formatter_class=_Help)
        if every or name == named:
            add_options(command)
            command.set_defaults(run=_lazily(name))
    return parser, commands


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
    check.add_argument(
        "--fail-on",
        choices=("error", "warning", "info", "never"),
        default="error",
        help="exit status 1 from this severity on (default: error)",
    )
    check.add_argument("--exit-zero", action="store_true", help="exit status 0 whatever is found")
    check.add_argument("--subjects", choices=("all",), help="name all subjects of every result")
    check.add_argument("--base", metavar="PATH", help="compare with this definition: only what is new fails")
    check.add_argument("--policy", metavar="FILE", help="decide by this policy (YAML)")
    check.add_argument("--waivers", metavar="FILE", help="what is accepted for a time (YAML)")
    check.add_argument(
        "--as", dest="place", metavar="PLACE", help="the one PATH takes this place in the definition of --in"
    )
    check.add_argument("--in", dest="overlaid", metavar="PATH", help="the rest of the definition for --as")
    check.add_argument(
        "--server",
        metavar="URL",
        default=os.environ.get("LVSPORTAL_SERVER"),
        help="let a portal check instead of this machine (or LVSPORTAL_SERVER)",
    )
    check.add_argument(
        "--token",
        default=os.environ.get("LVSPORTAL_TOKEN"),
        help="for --server; better in the environment as LVSPORTAL_TOKEN",
    )
    check.add_argument(
        "--cluster", metavar="NAME", help="with --server: the rest and the base are its newest revision's"
    )
    _common(check)


def _diff(diff: argparse.ArgumentParser) -> None:
    diff.add_argument("a", metavar="A", help="the definition before")
    diff.add_argument("b", metavar="B", help="the definition after")
    diff.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    _common(diff)


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
    _without(walk)
    walk.add_argument("--format", choices=("text", "json"), default="text")
    walk.add_argument("--lang", choices=LANGUAGES, default="en")


def _flows(flows: argparse.ArgumentParser) -> None:
    flows.add_argument("paths", nargs="+", metavar="PATH")
    _without(flows)
    flows.add_argument("--format", choices=("text", "json"), default="text")
    flows.add_argument("--lang", choices=LANGUAGES, default="en")


def _without(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NODE[:INTERFACE|:SCRIPT]",
        help="suppose that this has failed; may be given again",
    )


def _init(init: argparse.ArgumentParser) -> None:
    init.add_argument("paths", nargs="+", metavar="PATH")
    init.add_argument("--lang", choices=LANGUAGES, default="en")


def _explain(explain: argparse.ArgumentParser) -> None:
    explain.add_argument(
        "words", metavar="RULE", nargs="+", help="a rule, a chapter or a symptom; words with --search"
    )
    explain.add_argument("--search", action="store_true", help="list the articles that answer these words")
    explain.add_argument("--lang", choices=LANGUAGES, default="en")


def _list(rules: argparse.ArgumentParser) -> None:
    rules.add_argument(
        "words", nargs="*", metavar="new NUMBER TITLE", help="a new rule's folder, in a checkout"
    )
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
    "diff": ("what changes from one definition to another", _diff),
    "fix": ("print or make the fixes", _fix),
    "walk": ("follow a packet, hop by hop", _walk),
    "flows": ("show who is served by whom, in every state", _flows),
    "init": ("write a cluster.yaml from what the files show, to be completed", _init),
    "explain": ("print an article of the knowledge base, or search it", _explain),
    "rules": ("list the rules, or begin a new one", _list),
}
