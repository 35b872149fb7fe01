"""The Celery application: `celery -A lvsportal.celery worker`.

Tasks are made with ``@app.task``, never ``shared_task``: that one belongs to whichever application is current in its
thread, and in the web server's threads none of ours is.
"""

import os
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvsportal.settings.embedded")

app = Celery("lvsportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# A worker's connections to the database live on; `look` drops those that are broken or too old.
app.conf.CELERY_DB_REUSE_MAX = 1_000_000
app.autodiscover_tasks(["apps.reviews"])


class Heard(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """Tells the database every few seconds that this worker is there, whether or not the broker is."""

    requires = {"celery.worker.components:Timer"}
    seconds = 5.0

    def __init__(self, worker: Any, **options: Any) -> None:
        self.timer = None

    def start(self, worker: Any) -> None:
        _heard(worker.hostname)
        self.timer = worker.timer.call_repeatedly(self.seconds, _heard, (worker.hostname,))

    def stop(self, worker: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


def _heard(hostname: str) -> None:
    from django.db import connection

    from apps.reviews.pulse import worker_heard

    try:
        worker_heard(hostname)
    finally:
        connection.close()  # this process forks the others: they must not inherit it


app.steps["worker"].add(Heard)
