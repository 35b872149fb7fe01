"""What the web server calls (`python -m lvsportal.serving`)."""

import os

import django

from lvsportal.serving.bridge import Bounds, Bridge


def _application() -> Bridge:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvsportal.settings.embedded")
    django.setup()
    from django.conf import settings

    from apps.reviews.engine import ENGINE
    from apps.reviews.selectors import overs
    from lvsportal.wsgi import application as pages

    ENGINE.warm()
    bounds = Bounds(
        threads=settings.WEB_THREADS,
        body_bytes=settings.LIMIT_BODY_BYTES,
        silent_seconds=settings.BODY_SILENT_SECONDS,
        body_seconds=settings.BODY_SECONDS,
        waiting=settings.WEB_WAITING,
    )
    return Bridge(pages, bounds, overs)


application = _application()
