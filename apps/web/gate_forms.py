"""What a browser sends of policies, waivers and overrides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Team
from apps.gate.models import Baseline
from apps.gate.selectors import Rules
from lvsportal.engine.policy.requirements import Requirement

LEVELS = [("block", _("block")), ("warn", _("warn")), ("off", _("off"))]
REQUIREMENTS = {
    Requirement.NO_NEW_ERROR: _("No new error"),
    Requirement.NO_ERROR: _("No error at all"),
    Requirement.NO_NEW_FLOW_LOST: _("No flow is newly lost"),
    Requirement.NO_FLOW_LOST: _("No flow is lost"),
    Requirement.NO_STRONG_SUSPICION: _("Nothing is strongly suspected"),
    Requirement.EVIDENCE_COMPLETE: _("All evidence is there"),
    Requirement.NO_DECLARED: _("Nothing rests on a declaration"),
    Requirement.SINGLE_FAILURES_SURVIVED: _("Single failures are survived"),
    Requirement.NO_EXPIRED_WAIVER: _("No waiver has expired"),
}


class PolicyForm(forms.Form):
    """A new version, one choice a requirement."""

    longest_waiver = forms.IntegerField(min_value=1, max_value=3660, label=_("A waiver lasts at most, days"))
    second_person = forms.BooleanField(required=False, label=_("A second person approves waivers"))
    waivers_in_files = forms.BooleanField(
        required=False, label=_("Comments in the configuration count as waivers")
    )
    baseline = forms.ChoiceField(choices=Baseline.choices, label=_("The base is the newest revision that is"))

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        policy = rules.policy
        initial = {
            "longest_waiver": policy.longest_waiver,
            "second_person": policy.second_person,
            "waivers_in_files": policy.waivers_in_files,
            "baseline": rules.baseline,
        }
        super().__init__(*args, initial=initial, **kwargs)
        for name, label in REQUIREMENTS.items():
            self.fields[name.value] = forms.ChoiceField(
                choices=LEVELS, initial=policy.level(name).value, label=label
            )

    @property
    def requirements(self) -> list[forms.BoundField]:
        return [self[name.value] for name in REQUIREMENTS]

    def levels(self) -> dict[str, str]:
        """The levels that were chosen, by requirement."""
        return {name.value: self.cleaned_data[name.value] for name in REQUIREMENTS}


class WaiverForm(forms.Form):
    reason = forms.CharField(max_length=2000, label=_("Reason"), widget=forms.Textarea({"rows": 3}))
    owner = forms.ChoiceField(label=_("Owner"))
    expires = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}))
    rule = forms.CharField(max_length=10, required=False, label=_("Rule"))
    fingerprint = forms.CharField(max_length=64, required=False, label=_("Fingerprint"))
    node = forms.CharField(max_length=200, required=False, label=_("Node"))
    service = forms.CharField(max_length=200, required=False, label=_("Service"))

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = team.memberships.filter(user__is_active=True).select_related("user")
        self.fields["owner"].choices = [(one.user.username, one.user.username) for one in members]  # type: ignore[attr-defined]


class OverrideForm(forms.Form):
    reason = forms.CharField(max_length=2000, label=_("Reason"))
    approver = forms.CharField(max_length=150, label=_("Approved by, a second member's user name"))
