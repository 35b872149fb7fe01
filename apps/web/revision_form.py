"""A new revision from the last one: each file kept, renamed, edited or left out, and what is put in over them."""

from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.clusters.changes import Files, UnclearName, patched
from apps.clusters.models import Revision
from apps.reviews.uploads import accept_upload
from apps.reviews.wording import refusal
from apps.web.uploads import named
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.source import RefusedInput

# A file that is larger is replaced by an upload, not edited on the page.
EDITABLE_BYTES = 200_000


class FileRow(NamedTuple):
    """A file of the last revision as the page offers it. ``text`` is None where it is too large, or no text."""

    number: int
    path: str
    new_path: str
    text: str | None
    left_out: bool


class RevisionForm(forms.Form):
    """What is done to the files of ``revision``. ``bundle``: what came out of it, where it is valid."""

    change_ref = forms.CharField(max_length=200, required=False, label=_("Change"))
    paths = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, revision: Revision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = revision
        self.bundle: Bundle | None = None
        self.rows = [
            self._row(number, file.path, file.content) for number, file in enumerate(revision.files.all())
        ]

    def _row(self, number: int, path: str, content: bytes) -> FileRow:
        text = _editable(content)
        if not self.is_bound:
            return FileRow(number, path, path, text, False)
        typed = self.data.get(f"text-{number}")
        return FileRow(
            number,
            path,
            str(self.data.get(f"path-{number}", path)).strip()[:400] or path,
            typed.replace("\r\n", "\n") if typed is not None and text is not None else text,
            f"leave-{number}" in self.data,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            self.bundle = accept_upload(self._files(), self.revision.cluster.team)
        except UnclearName as unclear:
            said = _("%(name)s could be any of %(paths)s: drop it in its folder, or rename it.")
            self.add_error(None, said % {"name": unclear.name, "paths": ", ".join(unclear.paths)})
        except RefusedInput as error:
            self.add_error(None, refusal(error))
        return data

    def _files(self) -> Files:
        kept = [row for row in self.rows if not row.left_out]
        contents = {file.path: file.content for file in self.revision.files.all()}
        edited = [
            (row.new_path, row.text.encode("utf-8", "surrogatepass"))
            for row in kept
            if row.text is not None and row.text != _editable(contents[row.path])
        ]
        files: MultiValueDict[str, UploadedFile] = self.files  # type: ignore[assignment]
        uploads = [(name, upload.read()) for name, upload in named(files, self.data.get("paths", ""))]
        left_out = {row.path for row in self.rows if row.left_out}
        renamed = {row.path: row.new_path for row in kept}
        return patched(self.revision, [*edited, *uploads], left_out, renamed)


def _editable(content: bytes) -> str | None:
    """The text of a file that a page can edit without changing what it leaves alone."""
    if len(content) > EDITABLE_BYTES or b"\r" in content or b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
