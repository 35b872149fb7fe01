"""Stored reviews: asked for, waited for, read."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.accounts.audit import record
from apps.accounts.permissions import Action, actor_of, team_for
from apps.api.filters import ReviewFilter
from apps.api.forms import ReviewIn, brought
from apps.api.gate_serializers import ReviewPatch
from apps.api.languages import LANGUAGE, language_of
from apps.api.parsers import DEFINITIONS
from apps.api.patches import over_the_base
from apps.api.serializers import ReviewOut
from apps.api.views.base import Call, Listing, Single
from apps.api.waiting import PREFER, waits
from apps.clusters.services import UnknownCluster
from apps.reviews import selectors, services
from apps.reviews.approvals import set_change_ref
from apps.reviews.exports import EXPORTS, KINDS, export
from apps.reviews.judging import UnknownBase, difference_of
from apps.reviews.models import Review, Status
from apps.reviews.uploads import accept_upload
from lvsportal.engine.report.localise import localised


class ReviewsView(Listing):
    parser_classes = DEFINITIONS
    serializer_class = ReviewOut
    filterset_class = ReviewFilter
    search_fields = ("cluster__name", "change_ref")

    def known_query(self) -> set[str]:
        raw = {"path", *ReviewIn().fields} - {"files"}
        return {"team", *raw} if self.request.method == "POST" else super().known_query()

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
        files, values = brought(request, ReviewIn, ignored=["team"])
        team = team_for(actor, Action.SUBMIT, request.query_params.get("team", ""))
        if values["mode"] == "patch":
            files = over_the_base(actor, team, values["cluster"], files)
        asked = services.Submission(
            team,
            values["cluster"],
            accept_upload(files, team),
            values["change_ref"],
            values["create_cluster"],
            values["base"],
        )
        try:
            found = services.request_review(
                actor=actor, asked=asked, key=request.headers.get("Idempotency-Key", "")
            )
        except UnknownBase as unknown:
            reason = gettext("The cluster has no such revision to compare with.")
            raise ValidationError({"base": [reason]}) from unknown
        except UnknownCluster as unknown:
            raise ValidationError({"cluster": [_unknown_cluster(unknown)]}) from unknown
        answer = _answer(request, found.review)
        if found.replayed:
            answer["Idempotency-Replayed"] = "true"
        return answer


def _unknown_cluster(unknown: UnknownCluster) -> str:
    if unknown.nearest:
        near = ", ".join(unknown.nearest)
        return gettext("There is no such cluster; did you mean %(near)s? “create_cluster” makes a new one.") % {
            "near": near
        }
    return gettext("There is no such cluster; “create_cluster” makes a new one.")


def _answer(request: Request, review: Review) -> Response:
    place = reverse("api:review", [review.pk], request=request)
    data = ReviewOut(review, context={"request": request}).data
    if review.is_over:
        return Response(data, 201, headers={"Location": place})
    return waits(request, review, Response(data, 202, headers={"Location": place, "Retry-After": "1"}))


class ReviewView(Single):
    serializer_class = ReviewOut

    def get_queryset(self) -> QuerySet[Review]:
        return selectors.reviews(actor_of(self.request))

    @extend_schema(summary="A review; with `Prefer: wait=N`, when it is over", parameters=[PREFER])
    def get(self, request: Request, *args: str, **names: str) -> Response:
        review = self.get_object()
        answer = Response(self.get_serializer(review).data)
        return answer if review.is_over else waits(request, review, answer)

    @extend_schema(request=ReviewPatch, responses=ReviewOut, summary="Name the change that it belongs to")
    def patch(self, request: Request, pk: str) -> Response:
        review = self.get_object()
        asked = ReviewPatch(data=request.data)
        asked.is_valid(raise_exception=True)
        set_change_ref(actor=actor_of(request), review=review, **asked.validated_data)
        return Response(self.get_serializer(review).data)


class ReportView(Call, generics.GenericAPIView):
    """The report of a review that is done, in one of its forms."""

    serializer_class = None
    query = ("lang",)

    @extend_schema(
        operation_id="reviews_report",
        responses={(200, kind): OpenApiTypes.OBJECT if "json" in kind else OpenApiTypes.STR for kind in KINDS},
        summary="The report",
        parameters=[LANGUAGE, OpenApiParameter("name", str, OpenApiParameter.PATH, enum=list(EXPORTS))],
    )
    def get(self, request: Request, pk: str, name: str) -> HttpResponse:
        review = get_object_or_404(selectors.reviews(actor_of(request)), pk=pk)
        if review.status != Status.DONE or name not in EXPORTS:
            raise Http404
        content_type, text = export(
            name, selectors.report_of(review), selectors.sources_of(review), language_of(request)
        )
        record(actor_of(request), review.team, "report.exported", review, after={"form": name})
        answer = HttpResponse(text, content_type=content_type)
        answer["Content-Disposition"] = f'inline; filename="{review.pk}-{name}"'
        return answer


class DifferenceView(Call):
    """What a review's revision changes against another one of its cluster: in meaning, in flows, in results."""

    query = ("lang", "base")

    @extend_schema(
        operation_id="reviews_diff",
        responses={200: OpenApiTypes.OBJECT},
        summary="What changes against a base",
        parameters=[
            LANGUAGE,
            OpenApiParameter("base", str, description="newest (approved, the default), or a revision's number"),
        ],
    )
    def get(self, request: Request, pk: str) -> HttpResponse:
        review = get_object_or_404(selectors.reviews(actor_of(request)), pk=pk)
        try:
            told = difference_of(review, request.query_params.get("base", "newest"))
        except UnknownBase as unknown:
            reason = gettext("The cluster has no such revision to compare with.")
            raise ValidationError({"base": [reason]}) from unknown
        return Response(localised(told, language_of(request)))
