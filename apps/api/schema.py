"""How the OpenAPI is made: errors are problem documents everywhere, lists are pages."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

_EVERYWHERE = {
    "400": "It can't be understood.",
    "401": "No token, or none that counts.",
    "403": "The actor may not do it.",
    "404": "It is not there, or not for the actor.",
    "406": "It is not to be had in this form.",
    "422": "A field or parameter is wrong, unknown, or given twice; `errors` names each.",
    "429": "Too many calls; `Retry-After` says when.",
    "503": "What the answer needs is away; `Retry-After` says when to ask again.",
}
_WITH_BODY = {
    "408": "The body came too slowly.",
    "409": "The `Idempotency-Key` came before, with another body.",
    "413": "It is larger than the operator allows.",
    "415": "The body is of no kind that is read here.",
}


class FieldErrorOut(serializers.Serializer):
    field = serializers.CharField(help_text="its path: files[0].content")
    detail = serializers.CharField()
    path = serializers.CharField(required=False, help_text="the file that is meant")


class ProblemOut(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    code = serializers.CharField(required=False, help_text="for machines")
    errors = FieldErrorOut(many=True, required=False)


class CallSchema(AutoSchema):
    """The OpenAPI of one call, with its errors."""

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Out")

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        codes = {**_EVERYWHERE, **(_WITH_BODY if self.method in ("POST", "PUT", "PATCH") else {})}
        problem = self.resolve_serializer(ProblemOut, "response").ref
        for code, said in codes.items():
            if code not in bodies:
                content = {"application/problem+json": {"schema": problem}}
                bodies[code] = {"description": said, "content": content}
        return bodies


def page_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The serializer of a page of rows, for lists that are made by hand."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
    }
    return type(f"{row.__name__.removesuffix('Out')}Page", (serializers.Serializer,), fields)
