"""`/setup/`: the first visit to a new portal makes the first person and team."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.setup import FirstPerson, NotNew, WrongKey, is_new, set_up


class SetupForm(forms.Form):
    """Who will own the first team."""

    key = forms.CharField(
        label=_("Setup key"), help_text=_("The start of the portal printed it, or the operator chose it.")
    )
    username = forms.CharField(label=_("Username"), max_length=150, validators=[User.username_validator])
    email = forms.EmailField(label=_("Email"))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    team = forms.CharField(label=_("Team"), max_length=80)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data:
            person = User(username=data.get("username", ""), email=data.get("email", ""))
            try:
                validate_password(data["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """404 as soon as anybody is there."""
    if not is_new():
        raise Http404
    form = SetupForm(request.POST or None, initial={"key": request.GET.get("key", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        first = FirstPerson(data["username"], data["email"], data["password"], data["team"])
        try:
            user = set_up(key=data["key"], first=first)
        except NotNew as error:
            raise Http404 from error
        except WrongKey:
            form.add_error("key", gettext("This is not the key of this portal."))
        else:
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("web:home")
    return render(request, "setup.html", {"form": form}, status=422 if form.errors else 200)
