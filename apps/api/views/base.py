"""What all calls have in common."""

from typing import Any

from django_filters import RangeFilter
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.api.forms import unknown_name


class Call(APIView):
    """A call that refuses what it does not know in its query. ``query``: what it knows, by method or for all."""

    query: tuple[str, ...] = ()

    def known_query(self) -> set[str]:
        """Names that may stand in the query of this request."""
        return set(self.query)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.known_query()
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise ValidationError({name[:100]: [unknown_name(name, known)] for name in unknown})


class Listing(Call, generics.ListAPIView):
    """A list in pages. Its filters, its search and its page are known."""

    search_fields: tuple[str, ...] = ()
    post_query: tuple[str, ...] = ()

    def known_query(self) -> set[str]:
        if self.request.method == "POST":
            return set(self.post_query)
        return {
            *self.query,
            "cursor",
            "page_size",
            *self._filters(),
            *(["search"] if self.search_fields else []),
        }

    def _filters(self) -> list[str]:
        filterset = getattr(self, "filterset_class", None)
        if filterset is None:
            return list(getattr(self, "filterset_fields", ()))
        names: list[str] = []
        for name, one in filterset.base_filters.items():
            names += [f"{name}_after", f"{name}_before"] if isinstance(one, RangeFilter) else [name]
        return names


class Single(Call, generics.RetrieveAPIView):
    """One object."""
