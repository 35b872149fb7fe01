"""How allauth lets people in: new ones by invitation only."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.services import Unusable, accept_invitation, open_invitation

SESSION_KEY = "invitation"


class PublicSite(NamedTuple):
    """What allauth's mails call a site."""

    domain: str
    name: str


class InvitedOnly(DefaultAccountAdapter):
    """Signing up needs an invitation, which the link's page left in the session."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return open_invitation(request.session.get(SESSION_KEY, "")) is not None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the portal by its public name, not by what the request called it."""
        host = urlsplit(settings.PUBLIC_URL).netloc or "lvsportal"
        super().send_mail(template_prefix, email, {**context, "current_site": PublicSite(host, host)})

    def format_email_subject(self, subject: str) -> str:
        return f"[lvsportal] {subject}"

    def save_user(self, request: HttpRequest, user: User, form: object, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit)
        token = request.session.pop(SESSION_KEY, "")
        try:
            accept_invitation(token=token, user=user)
        except Unusable:  # someone else used it between page and form: the account exists, without a team
            return user
        return user
