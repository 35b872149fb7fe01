"""`manage.py add_person NAME MAIL --team TEAM`: what /setup/ does, for whoever has a shell."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from apps.accounts.models import User
from apps.accounts.setup import FirstPerson, add_person


class Command(BaseCommand):
    help = "Make a person who owns a new team, with a password that is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("--team", required=True, help="the name of a new team")

    def handle(self, *args: Any, **options: Any) -> None:
        person = FirstPerson(options["username"], options["email"], secrets.token_urlsafe(12), options["team"])
        try:
            User.username_validator(person.username)
            validate_email(person.email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(username=person.username).exists():
            raise CommandError(f"there is a person {person.username} already")
        add_person(person)
        self.stdout.write(person.password)
