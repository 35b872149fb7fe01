"""The manual page and shell completion, made from the parser of the command line, so that they can't differ from it.

python -m tools.manual man|bash|zsh
"""

import argparse
import sys

from lvsportal.cli.arguments import parser_for


def _parser() -> argparse.ArgumentParser:
    return parser_for(every=True)[0]


def completion(shell: str) -> str:
    """The completion script for ``bash`` or ``zsh``."""
    import shtab

    return str(shtab.complete(_parser(), shell=shell))


def page() -> str:
    """The manual page, as troff."""
    from argparse_manpage.manpage import Manpage

    from lvsportal.engine import VERSION

    parser = _parser()
    parser.epilog = (
        "Exit status: 0 nothing at or over --fail-on, 1 something is (against --base: something new), 2 the call or the input"
        " can't be used. Defaults come from lvsportal.toml in the nearest parent folder."
    )
    data = {"project_name": "lvsportal", "version": VERSION, "manual_title": "User Commands"}
    return str(Manpage(parser, format="single-commands-section", _data=data))


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "man"
    sys.stdout.write(page() if wanted == "man" else completion(wanted))
