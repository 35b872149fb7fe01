"""An ASGI application over a WSGI one."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, NamedTuple

from lvsportal.serving.parked import Overs, Parked
from lvsportal.serving.wsgi import Answer, Application, Scope, call, environ_of

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A view that would wait names here for how many seconds, for which review, and what to ask again. Never sent out.
WAIT_HEADER = "X-Lvsportal-Wait"
_IN_MEMORY = 1 << 20
# Up to this many times the limit is read and thrown away, so that the sender hears the answer.
_DRAINED = 4


class Bounds(NamedTuple):
    """``body_bytes``: more of a body is not kept. ``silent_seconds``: between two parts of a body; ``body_seconds``:
    for all of it. ``waiting``: calls parked at once; one more is answered without a wait."""

    threads: int
    body_bytes: int
    silent_seconds: float
    body_seconds: float
    waiting: int


class Gone(Exception):
    """The client hung up."""


class Bridge:
    """An ASGI application. ``overs`` says which of some reviews (ids) are over; it is called in a thread of its own."""

    def __init__(self, wsgi: Application, bounds: Bounds, overs: Overs) -> None:
        self._wsgi = wsgi
        self._bounds = bounds
        self._threads = ThreadPoolExecutor(bounds.threads, "request")
        self._parked = Parked(overs, bounds.waiting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
                size = await self._body(receive, body)
                answer = await self._run(environ_of(scope, body, size))
            if waits := answer.header(WAIT_HEADER):
                answer = await self._waited(scope, receive, answer, waits)
        except TimeoutError:
            answer = Answer("408 Request Timeout", [("Connection", "close")], b"")
        except Gone:
            return
        await _send(answer, send, scope["method"] == "HEAD")

    async def _body(self, receive: Receive, body: IO[bytes]) -> int:
        """The body's size, and the body itself unless it is too large. :raises TimeoutError: it comes too slowly."""
        size = 0
        async with asyncio.timeout(self._bounds.body_seconds):
            while True:
                async with asyncio.timeout(self._bounds.silent_seconds):
                    message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                part = message.get("body", b"")
                size += len(part)
                if size <= self._bounds.body_bytes:
                    body.write(part)
                if not message.get("more_body") or size > self._bounds.body_bytes * _DRAINED:
                    body.seek(0)
                    return size

    async def _run(self, environ: dict[str, Any]) -> Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, call, self._wsgi, environ)

    async def _waited(self, scope: Scope, receive: Receive, first: Answer, waits: str) -> Answer:
        """The answer after the wait: the first one's status, made 201 where it promised (202), with the second's body."""
        seconds, review, path = waits.split(" ", 2)
        hang_up = asyncio.ensure_future(_hung_up(receive))
        over = asyncio.ensure_future(self._parked.wait(review))
        try:
            await asyncio.wait({hang_up, over}, timeout=float(seconds), return_when=asyncio.FIRST_COMPLETED)
            if hang_up.done():
                raise Gone
            if not over.done() or not over.result():
                return first
        finally:
            hang_up.cancel()
            over.cancel()
        second = await self._run(
            environ_of({**scope, "method": "GET", "path": path, "query_string": b""}, None, 0)
        )
        if second.code != 200:  # the right was lost meanwhile, or too many calls: what was promised still holds
            return first
        promised = first.code == 202
        kept = [
            (key, value) for key, value in first.headers if key.lower() in ("location", "preference-applied")
        ]
        return Answer("201 Created" if promised else second.status, [*second.headers, *kept], second.body)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _send(answer: Answer, send: Send, head_only: bool) -> None:
    headers = [
        (key.lower().encode("latin-1"), value.strip().encode("latin-1"))
        for key, value in answer.headers
        if key.lower() != WAIT_HEADER.lower()
    ]
    await send({"type": "http.response.start", "status": answer.code, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head_only else answer.body})
