"""The embedded broker: kombu's transport of files, without its race.

kombu writes a message where readers look for it, so a reader can meet half of one (``JSONDecodeError``, and the worker
ends). Here messages are written aside and renamed, taken by a rename too, and an exchange's table is a folder
with one file for each binding, made whole by the same rename: no reader ever sees half of anything, and nothing is
locked. Redis is the broker where more than one machine works.
"""

import hashlib
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


def _write_whole(path: Path, content: str) -> None:
    """The file is there with all of its content, or not at all."""
    aside = path.with_name(f".{uuid.uuid4().hex}")
    aside.write_text(content)
    aside.rename(path)


class Channel(filesystem.Channel):  # type: ignore[misc]  # kombu has no types
    """Messages as files of one folder (``data_folder_in``), oldest first by their names."""

    def _messages(self, queue: str) -> list[Path]:
        names = sorted(name for name in os.listdir(self.data_folder_in) if name.endswith(f"@{queue}"))
        return [Path(self.data_folder_in, name) for name in names]

    def _put(self, queue: str, message: Any, **options: Any) -> None:
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}@{queue}"
        _write_whole(Path(self.data_folder_in, name), dumps(message))

    def _get(self, queue: str) -> Any:
        for path in self._messages(queue):
            mine = path.with_name(f".{uuid.uuid4().hex}")
            try:
                path.rename(mine)
            except FileNotFoundError:  # another worker was first
                continue
            content = mine.read_text()
            mine.unlink()
            return loads(content)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._messages(queue))

    def _purge(self, queue: str) -> int:
        found = self._messages(queue)
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _binding(self, exchange: str, *binding: str | None) -> tuple[Path, str]:
        content = dumps([part or "" for part in binding])
        folder = self._exchange_file(exchange)
        return folder / hashlib.sha256(content.encode()).hexdigest()[:32], content

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        path, content = self._binding(exchange, routing_key, pattern, queue)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content)

    def get_table(self, exchange: str) -> list[Any]:
        folder = self._exchange_file(exchange)
        found = [self._read(path) for path in folder.glob("[0-9a-f]*")] if folder.is_dir() else []
        return [filesystem.exchange_queue_t(*loads(content)) for content in found if content]

    def _read(self, path: Path) -> str:
        try:
            return path.read_text()
        except FileNotFoundError:  # unbound at this moment
            return ""

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **_: Any) -> None:
        self._purge(queue)
        self._binding(exchange, routing_key, pattern, queue)[0].unlink(missing_ok=True)


class Transport(filesystem.Transport):  # type: ignore[misc]
    """What ``CELERY_BROKER_URL`` names on the embedded default."""

    Channel = Channel
