"""How lists are narrowed."""

import django_filters

from apps.reviews.models import Review, Status


class ReviewFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    cluster = django_filters.CharFilter(field_name="cluster__name")
    gate = django_filters.ChoiceFilter(
        field_name="summary__gate", choices=[(g, g) for g in ("pass", "fail", "undecided", "not_applicable")]
    )
    created = django_filters.IsoDateTimeFromToRangeFilter(field_name="created_at")

    class Meta:
        model = Review
        fields = ["status", "cluster", "gate", "change_ref"]
