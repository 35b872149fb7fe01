"""The app's configuration."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        post_migrate.connect(_tell_key, sender=self)


def _tell_key(verbosity: int = 1, **_: Any) -> None:
    """After ``migrate``, while nobody is there: where to begin, and with which key."""
    from apps.accounts.setup import is_new, setup_key

    if verbosity and is_new():
        print(f"First start: open {settings.PUBLIC_URL}/setup/ with the key {setup_key()}")
