"""Stored reviews: asked for, waited for, read."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.accounts.models import Team
from apps.accounts.permissions import Action, Actor, actor_of, teams
from apps.api.filters import ReviewFilter
from apps.api.forms import ReviewIn, bundle_of
from apps.api.serializers import ReviewOut
from apps.api.waiting import PREFER, waits
from apps.reviews import selectors, services
from apps.reviews.exports import EXPORTS, export
from apps.reviews.models import Review, Status


class ReviewsView(generics.ListAPIView):
    serializer_class = ReviewOut
    filterset_class = ReviewFilter
    search_fields = ["revision__cluster__name", "change_ref"]

    def get_queryset(self) -> QuerySet[Review]:
        return selectors.reviews(actor_of(self.request))

    @extend_schema(
        request=ReviewIn,
        responses={202: ReviewOut, 201: ReviewOut},
        summary="Review a definition",
        parameters=[
            PREFER,
            OpenApiParameter(
                "Idempotency-Key", str, OpenApiParameter.HEADER, description="a retry gets the first answer"
            ),
            OpenApiParameter("team", str, description="slug; needed by people who are in several teams"),
        ],
    )
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        bundle, values = bundle_of(request, ReviewIn)
        asked = services.Request(
            submitting_team(actor, request.query_params.get("team")),
            values["cluster"],
            bundle,
            values["change_ref"],
        )
        review = services.request_review(
            actor=actor, asked=asked, key=request.headers.get("Idempotency-Key", "")[:200]
        )
        return _answer(request, review)


def submitting_team(actor: Actor, slug: str | None) -> Team:
    """The team to submit for: the token's, else the named one, else the person's first.

    :raises PermissionDenied: there is none in which the actor may submit.
    """
    allowed = teams(actor, Action.SUBMIT)
    team = (allowed.filter(slug=slug) if slug else allowed).order_by("created_at").first()
    if team is None:
        raise PermissionDenied
    return team


def _answer(request: Request, review: Review) -> Response:
    place = reverse("api:review", [review.pk], request=request)
    data = ReviewOut(review, context={"request": request}).data
    if review.is_over:
        return Response(data, 201, headers={"Location": place})
    return waits(request, review, Response(data, 202, headers={"Location": place, "Retry-After": "1"}))


class ReviewView(generics.RetrieveAPIView):
    serializer_class = ReviewOut

    def get_queryset(self) -> QuerySet[Review]:
        return selectors.reviews(actor_of(self.request))

    @extend_schema(summary="A review; with `Prefer: wait=N`, when it is over", parameters=[PREFER])
    def get(self, request: Request, *args: str, **names: str) -> Response:
        review = self.get_object()
        answer = Response(self.get_serializer(review).data)
        return answer if review.is_over else waits(request, review, answer)


class ReportView(generics.GenericAPIView):
    """The report of a review that is done, in one of its forms."""

    serializer_class = None

    @extend_schema(
        operation_id="reviews_report",
        responses={200: OpenApiTypes.OBJECT},
        summary="The report",
        parameters=[OpenApiParameter("lang", str, enum=["en", "zh-hans"])],
    )
    def get(self, request: Request, pk: str, name: str) -> HttpResponse:
        review = get_object_or_404(selectors.reviews(actor_of(request)), pk=pk)
        if review.status != Status.DONE or name not in EXPORTS:
            raise Http404
        language = request.query_params.get("lang") or get_language() or "en"
        content_type, text = export(name, selectors.report_of(review), selectors.sources_of(review), language)
        answer = HttpResponse(text, content_type=content_type)
        answer["Content-Disposition"] = f'inline; filename="{review.pk}-{name}"'
        return answer
