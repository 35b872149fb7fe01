"""What a call brings: JSON, multipart or a raw body, to files and names. What is not understood is refused."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.request import Request

from apps.accounts.models import Scope

Files = list[tuple[str, bytes]]


class Strict(serializers.Serializer):
    """A serializer that refuses fields it does not know, with the nearest name."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError(
                {str(name)[:100]: [unknown_name(str(name), self.fields)] for name in unknown}
            )
        return super().to_internal_value(data)


def unknown_name(name: str, known: Iterable[str]) -> str:
    """Says that a field or filter is not known, and which is meant."""
    near = get_close_matches(name, list(known), 1)
    if near:
        return gettext("There is no such field; did you mean “%(near)s”?") % {"near": near[0]}
    return gettext("There is no such field.")


class FileIn(Strict):
    path = serializers.CharField(max_length=400)
    content = serializers.CharField(allow_blank=True, trim_whitespace=False)


class CheckIn(Strict):
    """Without ``files`` in JSON, the parts of a multipart body are the files; ``paths`` names them in turn."""

    files = FileIn(many=True, allow_empty=False)


class ReviewIn(CheckIn):
    cluster = serializers.CharField(max_length=100)
    create_cluster = serializers.BooleanField(default=False, help_text="make the cluster if it is not there")
    change_ref = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    base = serializers.CharField(
        max_length=20,
        required=False,
        allow_blank=True,
        default="",
        help_text="newest (approved, the default), a revision's number, or none",
    )
    mode = serializers.ChoiceField(
        ["replace", "patch"],
        default="replace",
        help_text="replace: the files are the whole definition; patch: they go over the base (the newest revision where none is approved)",
    )


class ShareIn(Strict):
    review = serializers.UUIDField()
    expires_in = serializers.IntegerField(min_value=60, required=False, help_text="seconds")

    def validate_expires_in(self, seconds: int) -> int:
        most = settings.SHARE_DAYS_MOST * 86400
        if seconds > most:
            raise serializers.ValidationError(gettext("at most %(most)d seconds") % {"most": most})
        return seconds


class TokenIn(Strict):
    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), allow_empty=False)
    days = serializers.IntegerField(
        min_value=1, max_value=366, required=False, help_text="90, or as long as what makes it"
    )
    team = serializers.SlugField(required=False)


class Brought(NamedTuple):
    """The files of a call, and its other fields."""

    files: Files
    values: dict[str, Any]


def brought(request: Request, form: type[CheckIn], ignored: Iterable[str] = ()) -> Brought:
    """What a call brings, in whichever form. ``ignored``: names in the query that mean something else.

    :raises ValidationError: fields are missing, wrong, or not known.
    """
    if request.content_type.startswith("multipart/"):
        return _multipart(request, form)
    if isinstance(request.data, bytes):
        return _raw(request, form, set(ignored))
    values = _valid(form, request.data)
    files = values.pop("files")
    return Brought([(file["path"], file["content"].encode("utf-8", "surrogatepass")) for file in files], values)


def _valid(form: type[CheckIn], data: Any) -> dict[str, Any]:
    asked = form(data=data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _multipart(request: Request, form: type[CheckIn]) -> Brought:
    uploads = request.FILES.getlist("files")
    paths = request.POST.getlist("paths")
    wrong: dict[str, list[str]] = {}
    for name in request.FILES:
        if name != "files":
            wrong[name[:100]] = [unknown_name(name, ["files"])]
    for name, given in request.POST.lists():
        if name != "paths" and len(given) > 1:
            wrong[name[:100]] = [gettext("given twice")]
    if paths and len(paths) != len(uploads):
        wrong["paths"] = [gettext("as many as files, or none")]
    if not uploads:
        wrong["files"] = [str(serializers.Field.default_error_messages["required"])]
    if wrong:
        raise serializers.ValidationError(wrong)
    names = paths or [upload.name or "file" for upload in uploads]
    fields = {name: request.POST[name] for name in request.POST if name != "paths"}
    values = _valid(form, {**fields, "files": [{"path": name, "content": ""} for name in names]})
    values.pop("files")
    return Brought([(name, upload.read()) for name, upload in zip(names, uploads, strict=True)], values)


def _raw(request: Request, form: type[CheckIn], ignored: set[str]) -> Brought:
    fields = {name: value for name, value in request.query_params.items() if name not in ignored}
    path = fields.pop("path", "definition")
    values = _valid(form, {**fields, "files": [{"path": path, "content": ""}]})
    values.pop("files")
    if not request.data:
        raise serializers.ValidationError({"files": [gettext("the body is empty")]})
    return Brought([(path, request.data)], values)
