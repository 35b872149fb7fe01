"""`manage.py setup_key`: the key of the first start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.setup import is_new, setup_key


class Command(BaseCommand):
    help = "Print the key with which /setup/ makes the first person and team."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_new():
            raise CommandError("there are people already: new ones join by invitation, or by add_person")
        self.stdout.write(setup_key())
