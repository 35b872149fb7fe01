"""``python -m lvsportal.serving --host 127.0.0.1 --port 8000 --workers 1``: the web server, with all of its bounds."""

from argparse import ArgumentParser

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings

HEAD_SECONDS = 10  # for the whole head of a request


def main() -> None:
    """Serve until a signal ends it. A process of it that dies is started again."""
    parser = ArgumentParser(prog="lvsportal.serving")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    Granian(
        "lvsportal.asgi:application",
        address=options.host,
        port=options.port,
        workers=options.workers,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000),
        websockets=False,
        loop=Loops.asyncio,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=5,
        log_level="warning",
    ).serve()


if __name__ == "__main__":
    main()
