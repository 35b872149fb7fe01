"""What a browser sends: text, files, names; each mistake told by its field, and nothing typed is lost."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role, Scope, Team
from apps.accounts.permissions import Action, Actor, TeamUnclear, team_for, teams
from apps.accounts.services import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from apps.clusters.selectors import clusters
from apps.clusters.services import UnknownCluster, find_cluster
from apps.reviews.retention import LONGEST_DAYS, SHORTEST_DAYS
from apps.reviews.uploads import accept_upload
from apps.reviews.wording import refusal
from apps.web.uploads import named
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.source import RefusedInput


class DefinitionForm(forms.Form):
    """A definition, pasted or as files. Whoever may submit for a team names the cluster that it is of; whoever may not
    gets a report that is not kept. ``team``, ``bundle``: what came out of it, where it is valid."""

    team = forms.ChoiceField(required=False, label=_("Team"))
    cluster = forms.CharField(
        max_length=100, required=False, label=_("Cluster"), widget=forms.TextInput({"list": "clusters"})
    )
    create_cluster = forms.BooleanField(required=False, label=_("A new cluster"))
    change_ref = forms.CharField(max_length=200, required=False, label=_("Change"))
    name = forms.CharField(
        max_length=200,
        required=False,
        label=_("File name"),
        widget=forms.TextInput({"placeholder": "lb1/keepalived.conf"}),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Definition"),
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
    )
    paths = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.team: Team | None = None
        self.bundle: Bundle | None = None
        allowed = list(teams(actor, Action.SUBMIT).order_by("created_at"))
        self.store = bool(allowed)
        self.fields["cluster"].required = self.store
        self.fields["team"].choices = [(one.slug, one.name) for one in allowed]  # type: ignore[attr-defined]
        self.fields["create_cluster"].initial = not clusters(actor).exists()
        self.several_teams = len(allowed) > 1

    def clean_team(self) -> str:
        slug = str(self.cleaned_data["team"])
        if self.store:
            try:
                self.team = team_for(self.actor, Action.SUBMIT, slug)
            except TeamUnclear as error:
                raise forms.ValidationError(_("Say for which team.")) from error
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._cluster_is_meant(data)
        files, field = self._files(data)
        if not files:
            self.add_error("text", _("Paste a definition, or choose files: there is nothing to review yet."))
        elif not self.store or self.team is not None:
            try:
                self.bundle = accept_upload(files, self.team)
            except RefusedInput as error:
                self.add_error(field, refusal(error))
        return data

    def _cluster_is_meant(self, data: dict[str, Any]) -> None:
        """A misspelt name makes no cluster: a new one is made where that is ticked."""
        name = data.get("cluster")
        if self.team is None or not name or data.get("create_cluster"):
            return
        try:
            find_cluster(self.team, name, create=False)
        except UnknownCluster as unknown:
            near = ", ".join(unknown.nearest)
            said = _("There is no such cluster yet; tick “A new cluster” to make it.")
            meant = _("There is no such cluster; did you mean %(near)s? Tick “A new cluster” to make it.")
            self.add_error("cluster", meant % {"near": near} if near else said)

    def _files(self, data: dict[str, Any]) -> tuple[list[tuple[str, bytes]], str | None]:
        """The files, pasted and chosen, and the field that a mistake in them belongs to."""
        uploads = named(self.files, self.data.get("paths", ""))  # type: ignore[arg-type]
        text = str(data.get("text") or "")
        files = [(name, upload.read()) for name, upload in uploads]
        if text.strip():
            pasted = text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
            files.append((str(data.get("name") or "").strip() or "keepalived.conf", pasted))
        return files, None if uploads else "text"


class InviteForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER, label=_("Role"))


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80, label=_("Name"))
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ, Scope.SUBMIT],
        label=_("May"),
    )
    days = forms.IntegerField(min_value=1, max_value=LONGEST_TOKEN_DAYS, initial=TOKEN_DAYS, label=_("Days"))


class RoleForm(forms.Form):
    """A member's role; empty: the member goes."""

    role = forms.ChoiceField(choices=[*Role.choices, ("", "")], required=False, label=_("Role"))


class ShareForm(forms.Form):
    days = forms.IntegerField(min_value=1, label=_("Days"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.fields["days"]
        days.initial = settings.SHARE_DAYS
        most = settings.SHARE_DAYS_MOST
        days.validators.append(MaxValueValidator(most))
        days.widget.attrs["max"] = most


class KeepForm(forms.Form):
    """How many days a team keeps definitions and reports; empty for good."""

    days = forms.IntegerField(
        min_value=SHORTEST_DAYS, max_value=LONGEST_DAYS, required=False, label=_("Days, empty for good")
    )
