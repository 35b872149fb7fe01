"""How lists are narrowed."""

from datetime import UTC
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError

from apps.reviews.models import Review, Status


class Between(django_filters.IsoDateTimeFromToRangeFilter):
    """Two moments, in whatever zone; the database is told them in UTC, since it takes fewer zones than ISO 8601."""

    def filter(self, queryset: QuerySet[Any], value: slice | None) -> QuerySet[Any]:
        if value:
            try:
                value = slice(*(moment and moment.astimezone(UTC) for moment in (value.start, value.stop)))
            except OverflowError as error:
                raise ValidationError({"created": [gettext("This moment is out of range.")]}) from error
        found: QuerySet[Any] = super().filter(queryset, value)
        return found


class ReviewFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    cluster = django_filters.CharFilter(field_name="cluster__name")
    gate = django_filters.ChoiceFilter(
        field_name="summary__gate", choices=[(g, g) for g in ("pass", "fail", "undecided", "not_applicable")]
    )
    created = Between(field_name="created_at")

    class Meta:
        model = Review
        fields = ["status", "cluster", "gate", "change_ref"]
