"""``lvsportal``: check, explain, rules. Each command loads only what it needs."""

import os
import sys
from typing import NoReturn


def main(argv: list[str] | None = None) -> int:
    """The command line. Exit status: 0 nothing at or over --fail-on, 1 something is, 2 the call or the input is
    unusable."""
    import gc

    gc.disable()  # a short life: collecting costs more than it frees
    from lvsportal.cli.arguments import parse

    try:
        options = parse(sys.argv[1:] if argv is None else argv)
        return int(options.run(options))
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _told(error)


def _told(error: Exception) -> int:
    """One line instead of a traceback; ``LVSPORTAL_DEBUG`` shows where it came from."""
    from lvsportal.engine.source.source import RefusedInput

    if isinstance(error, RefusedInput):
        from lvsportal.cli.io import refuse

        return refuse(error, "en")
    if os.environ.get("LVSPORTAL_DEBUG"):
        raise error
    text = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    print(f"lvsportal: {text} (LVSPORTAL_DEBUG=1 shows where; please report it)", file=sys.stderr)
    return 2


def entry() -> NoReturn:
    """What `.venv/bin/lvsportal` calls: leaves without tearing half a million objects down one by one."""
    try:
        status = main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 2
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
