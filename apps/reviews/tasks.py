"""What the workers do. The messages hold nothing: the rows do."""

from celery.signals import worker_process_init
from django.db import close_old_connections
from django.utils import timezone

from apps.gate.reminders import remind
from apps.reviews import messages, pulse, queue, retention, services
from apps.reviews.engine import ENGINE
from lvsportal.celery import app

# Reviews that one message may lead to, before the worker takes the next message.
_AT_ONCE = 20


@worker_process_init.connect
def warm_engine(**_: object) -> None:
    """So that the first review does not wait for imports."""
    ENGINE.warm()


@app.task(name=messages.LOOK)
def look() -> None:
    """Run queued reviews."""
    close_old_connections()
    for _ in range(_AT_ONCE):
        if not services.run_next():
            return
    messages.notify_workers()


@app.task(name="reviews.sweep")
def sweep() -> None:
    """Find what was lost, and make the workers look if something waits."""
    close_old_connections()
    waiting = queue.sweep()
    pulse.sweep_made()
    if waiting:
        messages.notify_workers()
        look()


@app.task(name="reviews.forget")
def forget() -> None:
    """Delete what teams keep no longer."""
    close_old_connections()
    retention.forget()


@app.task(name="gate.remind")
def remind_owners() -> None:
    """Tell owners whose waivers end soon."""
    close_old_connections()
    remind(timezone.localdate())
