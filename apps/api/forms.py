"""What a call brings: JSON or multipart, to files and names."""

from rest_framework import serializers
from rest_framework.request import Request

from apps.clusters.definitions import take_in
from lvsportal.engine.source.bundle import Bundle


class FileIn(serializers.Serializer):
    path = serializers.CharField(max_length=400)
    content = serializers.CharField(allow_blank=True, trim_whitespace=False)


class CheckIn(serializers.Serializer):
    """Without ``files`` in JSON, the parts of a multipart body are the files; ``paths`` names them in turn."""

    files = FileIn(many=True, allow_empty=False)


class ReviewIn(CheckIn):
    cluster = serializers.CharField(max_length=100)
    change_ref = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


def bundle_of(request: Request, form: type[CheckIn]) -> tuple[Bundle, dict[str, str]]:
    """The masked bundle, and the other fields.

    :raises ValidationError: fields are missing or wrong. :raises RefusedInput: the files can't be used.
    """
    if request.content_type.startswith("multipart/"):
        return _multipart(request, form)
    asked = form(data=request.data)
    asked.is_valid(raise_exception=True)
    values = dict(asked.validated_data)
    files = values.pop("files")
    bundle = take_in((file["path"], file["content"].encode("utf-8", "surrogatepass")) for file in files)
    return bundle, values


def _multipart(request: Request, form: type[CheckIn]) -> tuple[Bundle, dict[str, str]]:
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise serializers.ValidationError({"files": [serializers.Field.default_error_messages["required"]]})
    paths = request.data.getlist("paths")
    names = [paths[number] if number < len(paths) else upload.name for number, upload in enumerate(uploads)]
    fields = {name: request.data[name] for name in form().fields if name in request.data and name != "files"}
    asked = form(data={**fields, "files": [{"path": name, "content": ""} for name in names]})
    asked.is_valid(raise_exception=True)
    values = dict(asked.validated_data)
    values.pop("files")
    return take_in(zip(names, (upload.read() for upload in uploads), strict=True)), values
