"""What the workers do. The messages hold nothing: the rows do."""

from celery import shared_task

from apps.reviews import queue, services

# Reviews that one message may lead to, before the worker takes the next message.
_AT_ONCE = 20


@shared_task(name="reviews.look")
def look() -> None:
    """Run queued reviews."""
    for _ in range(_AT_ONCE):
        if not services.run_next():
            return
    services.notify_workers()


@shared_task(name="reviews.sweep")
def sweep() -> None:
    """Find what was lost, and make the workers look if something waits."""
    if queue.sweep():
        services.notify_workers()
        look()
