"""What reaches the broker: our application's tasks, from any thread; whole messages, each taken once; and what is told
where nothing can be sent."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport.virtual import Channel

from apps.reviews import messages
from apps.reviews.models import Status
from apps.reviews.pulse import alive
from apps.reviews.tasks import look, sweep
from lvsportal.celery import app
from tests.conftest import House

# Taken before the tests' conftest silences it.
NOTIFY = messages.notify_workers


def test_tasks_belong_to_our_application_in_every_thread() -> None:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.extend([look.app, sweep.app]))
    thread.start()
    thread.join()
    assert [one.main for one in found] == ["lvsportal", "lvsportal"]
    assert "5672" not in look.app.connection_for_write().as_uri()


def test_the_command_line_loads_no_framework(tmp_path: Path) -> None:
    (tmp_path / "keepalived.conf").write_text(
        "virtual_server 10.0.0.1 80 {\n real_server 10.0.0.2 80 {\n }\n}\n"
    )
    program = (
        "import sys; from lvsportal.cli.main import main; main(['check', sys.argv[1]]);"
        "print(sorted({'celery', 'kombu', 'django', 'rest_framework', 'redis'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def _channel(folder: Path) -> Channel:
    options = {"data_folder_in": str(folder / "messages"), "control_folder": str(folder / "control")}
    for name in options.values():
        Path(name).mkdir(exist_ok=True)
    return Connection(
        "filesystem://localhost//", transport="lvsportal.transport:Transport", transport_options=options
    ).channel()


def test_messages_of_the_embedded_broker_are_whole_and_taken_once(tmp_path: Path) -> None:
    """Writers and readers at the same time; a big body makes half-written ones likely."""
    each, writers = 200, 3
    done = threading.Event()

    def write(number: int) -> None:
        channel = _channel(tmp_path)
        for message in range(each):
            channel._put("q", {"id": f"{number}-{message}", "body": "x" * 20_000})

    def read() -> list[str]:
        channel, found = _channel(tmp_path), []
        while True:
            over = done.is_set()
            try:
                found.append(channel._get("q")["id"])
            except Empty:
                if over:
                    return found

    with ThreadPoolExecutor(writers + 3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for writer in [pool.submit(write, number) for number in range(writers)]:
            writer.result()
        done.set()
        read_ids = [one for reader in readers for one in reader.result()]
    assert sorted(read_ids) == sorted(f"{w}-{m}" for w in range(writers) for m in range(each))


def test_bindings_are_added_and_removed_whole(tmp_path: Path) -> None:
    channel = _channel(tmp_path)
    for queue in ("a", "b", "a"):
        channel._queue_bind("x", "key", "", queue)
    assert {row.queue for row in channel.get_table("x")} == {"a", "b"}
    channel._delete("a", "x", "key", "")
    assert {row.queue for row in channel.get_table("x")} == {"b"}
    assert channel.get_table("unknown") == []


def test_a_message_that_cannot_be_sent_is_counted_and_the_review_waits(
    house: House, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    tried: list[object] = []

    def away(*args: object, **options: object) -> None:
        tried.append(args)
        raise OSError("broker")

    monkeypatch.setattr(messages, "notify_workers", NOTIFY)
    monkeypatch.setattr(messages, "_away_until", 0.0)
    monkeypatch.setattr(app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        review = house.ask()
    assert review.status == Status.QUEUED
    assert alive().unsent == 1
    with django_capture_on_commit_callbacks(execute=True):
        house.ask(cluster="other")
    assert (alive().unsent, len(tried)) == (2, 1)  # a broker that is away is not asked each time
