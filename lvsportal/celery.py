"""The Celery application: `celery -A lvsportal.celery worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvsportal.settings.embedded")

app = Celery("lvsportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.reviews"])
