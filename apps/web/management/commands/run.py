"""`make run`: prepare everything, then hand over to supervisord, which keeps the processes alive."""

import hashlib
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.web.demo import prepare_demo


class Command(BaseCommand):
    help = "Prepare the database, load a demo team, and start the web server, a Celery worker and its clock."

    requires_system_checks = []  # `make check` makes them; a start should not wait for them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        _require_free(port)
        var = Path(settings.VAR)
        for folder in (var / "broker" / "messages", var / "broker" / "control", var / "static"):
            folder.mkdir(parents=True, exist_ok=True)
        demo_file = var / "demo.json"
        demo_file.unlink(missing_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        _collect_static(Path(settings.ROOT), var / "static")
        prepare_demo(var / "demo-secrets.json", f"http://127.0.0.1:{port}")
        supervisord = Path(sys.executable).parent / "supervisord"
        configuration = Path(settings.ROOT) / "deploy" / "supervisord.conf"
        environment = os.environ | {
            "LVSPORTAL_VAR": str(var),
            "LVSPORTAL_BIN": str(Path(sys.executable).parent),
            "LVSPORTAL_ROOT": str(settings.ROOT),
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        sys.stdout.flush()
        os.execve(supervisord, [str(supervisord), "-n", "-s", "-c", str(configuration)], environment)  # noqa: S606


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"port {port} is taken; choose another: PORT=8001 make run") from error


def _collect_static(root: Path, target: Path) -> None:
    """Collect and compress the static files, unless nothing changed since the last time."""
    found = hashlib.sha256((root / "requirements.lock").read_bytes())
    for path in sorted((root / "static").rglob("*")):
        found.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    stamp = target / ".collected"
    if not stamp.exists() or stamp.read_text() != found.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(found.hexdigest())
