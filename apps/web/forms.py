"""What a browser sends: text, files, names; each mistake told by its field, and nothing typed is lost."""

import json
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role, Scope
from apps.clusters.definitions import take_in
from apps.doors.problems import refusal
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.source import RefusedInput


class DefinitionForm(forms.Form):
    """A definition, pasted or as files, for a cluster that may be new."""

    cluster = forms.CharField(max_length=100, required=False, label=_("Cluster"))
    change_ref = forms.CharField(max_length=200, required=False, label=_("Change"))
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea, label=_("Definition"))
    name = forms.CharField(max_length=200, required=False, label=_("File name"))
    paths = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bundle: Bundle | None = None
        self.store = store

    def clean_cluster(self) -> str:
        name = str(self.cleaned_data["cluster"]).strip()
        if self.store and not name:
            raise forms.ValidationError(_("Give the cluster a name: its revisions are kept under it."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        uploads = self._uploads()
        text = str(data.get("text") or "")
        files = [(name, upload.read()) for name, upload in uploads]
        if text.strip():
            files.append(
                (
                    str(data.get("name") or "").strip() or "keepalived.conf",
                    text.replace("\r\n", "\n").encode("utf-8", "surrogatepass"),
                )
            )
        field = "files" if uploads else "text"
        if not files:
            self.add_error("text", _("Paste a definition, or choose files: there is nothing to review yet."))
            return data
        try:
            self.bundle = take_in(files)
        except RefusedInput as error:
            self.add_error(None if field == "files" else field, refusal(error))
        return data

    def _uploads(self) -> list[tuple[str, UploadedFile]]:
        """The chosen files with their folders, which the browser's own names leave out."""
        files: MultiValueDict[str, UploadedFile] = self.files  # type: ignore[assignment]
        found = files.getlist("files") if files else []
        try:
            paths = json.loads(self.data.get("paths") or "[]")
        except ValueError:
            paths = []
        names = [str(path) for path in paths] if isinstance(paths, list) and len(paths) == len(found) else []
        return [(names[at] if names else upload.name or "file", upload) for at, upload in enumerate(found)]


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
    days = forms.IntegerField(min_value=1, max_value=366, initial=90, label=_("Days"))


class ShareForm(forms.Form):
    days = forms.IntegerField(min_value=1, max_value=366, initial=30, label=_("Days"))
