"""The first person and team of a new portal, for whoever has the setup key; nobody once there is anybody."""

import base64
import hmac
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services import create_team


class NotNew(Exception):
    """There are people already: everyone else joins by invitation."""


class WrongKey(Exception):
    """Not the setup key."""


class FirstPerson(NamedTuple):
    username: str
    email: str
    password: str
    team: str


def is_new() -> bool:
    """Whether nobody is there yet."""
    return not User.objects.exists()


def setup_key() -> str:
    """``SETUP_KEY``, or one that follows from the portal's ``SECRET_KEY``: there is nothing to store or to lose."""
    if settings.SETUP_KEY:
        return str(settings.SETUP_KEY)
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"lvsportal first start", "sha256")
    return base64.b32encode(digest[:15]).decode().lower()


def set_up(*, key: str, first: FirstPerson) -> User:
    """The first person, owner of the first team. :raises NotNew: see there. :raises WrongKey: see there."""
    if not hmac.compare_digest(key.encode("utf-8", "replace"), setup_key().encode()):
        raise WrongKey
    with transaction.atomic():
        ContentType.objects.select_for_update().get(
            app_label="accounts", model="user"
        )  # two at once: one is first
        if not is_new():
            raise NotNew
        return add_person(first)


def add_person(person: FirstPerson) -> User:
    """A person with a team of their own; for set-up and for ``manage.py add_person``."""
    user = User.objects.create_user(person.username, person.email, person.password)
    create_team(name=person.team, owner=user)
    return user
