"""How allauth lets people in: new ones by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.services import Unusable, accept_invitation, open_invitation

SESSION_KEY = "invitation"


class InvitedOnly(DefaultAccountAdapter):
    """Signing up needs an invitation, which the link's page left in the session."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return open_invitation(request.session.get(SESSION_KEY, "")) is not None

    def save_user(self, request: HttpRequest, user: User, form: object, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit)
        token = request.session.pop(SESSION_KEY, "")
        try:
            accept_invitation(token=token, user=user)
        except Unusable:  # someone else used it between page and form: the account exists, without a team
            return user
        return user
