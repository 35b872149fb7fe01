"""Policies, waivers, approvals, overrides, and the decision over a whole change."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.accounts.permissions import Action, actor_of, team_for
from apps.api.forms import Strict
from apps.api.gate_serializers import (
    ChangeOut,
    DryRunOut,
    OverrideIn,
    OverrideOut,
    PolicyIn,
    PolicyOut,
    TriedOut,
    WaiverIn,
    WaiverOut,
)
from apps.api.serializers import ReviewOut, RevisionOut
from apps.api.views.base import Call, Listing, Single
from apps.clusters import selectors as clusters
from apps.clusters.models import Revision
from apps.gate import selectors, services
from apps.gate.models import PolicyVersion, Waiver
from apps.reviews import approvals
from apps.reviews import selectors as reviews
from apps.reviews.changes import decision_over, dry_run


def _asked(form: type[Strict], request: Request) -> dict[str, Any]:
    asked = form(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


class PoliciesView(Listing):
    serializer_class = PolicyOut

    def get_queryset(self) -> QuerySet[PolicyVersion]:
        return selectors.policies(actor_of(self.request))

    @extend_schema(request=PolicyIn, responses={201: PolicyOut}, summary="A new version of the team's policy")
    def post(self, request: Request) -> Response:
        values = _asked(PolicyIn, request)
        actor = actor_of(request)
        team = team_for(actor, Action.MANAGE_POLICY, values.get("team", ""))
        wanted = services.PolicyWanted(
            values["requirements"],
            values["longest_waiver"],
            values["second_person"],
            values["waivers_in_files"],
            values["base"],
        )
        policy = services.add_policy(actor=actor, team=team, wanted=wanted)
        if values["activate"]:
            services.activate_policy(actor=actor, policy=policy)
        place = reverse("api:policy", [policy.pk], request=request)
        return Response(PolicyOut(policy).data, 201, headers={"Location": place})


class PolicyView(Single):
    serializer_class = PolicyOut

    def get_queryset(self) -> QuerySet[PolicyVersion]:
        return selectors.policies(actor_of(self.request))


class ActivateView(PolicyView):
    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=PolicyOut, summary="From now on this version decides")
    def post(self, request: Request, pk: str) -> Response:
        policy = self.get_object()
        services.activate_policy(actor=actor_of(request), policy=policy)
        return Response(PolicyOut(policy).data)


class DryRunView(PolicyView):
    http_method_names = ["post", "options"]

    @extend_schema(
        request=None, responses=DryRunOut, summary="What it would have decided on the last 50 reviews"
    )
    def post(self, request: Request, pk: str) -> Response:
        tried = dry_run(actor_of(request), self.get_object())
        changed = sum(one.was != one.would_be for one in tried)
        return Response({"reviews": len(tried), "changed": changed, "results": TriedOut(tried, many=True).data})


class WaiversView(Listing):
    serializer_class = WaiverOut
    filterset_fields = ["rule", "fingerprint", "cluster"]

    def get_queryset(self) -> QuerySet[Waiver]:
        return selectors.waivers(actor_of(self.request))

    @extend_schema(request=WaiverIn, responses={201: WaiverOut}, summary="Ask for a waiver")
    def post(self, request: Request) -> Response:
        values = _asked(WaiverIn, request)
        actor = actor_of(request)
        team = team_for(actor, Action.WAIVE, values.pop("team", ""))
        if values["cluster"] is not None:
            found = clusters.clusters(actor).filter(pk=values["cluster"], team=team).first()
            if found is None:
                raise ValidationError({"cluster": [gettext("There is no such cluster.")]})
            values["cluster"] = found
        waiver = services.request_waiver(actor=actor, team=team, wanted=services.WaiverWanted(**values))
        place = reverse("api:waiver", [waiver.pk], request=request)
        return Response(WaiverOut(waiver).data, 201, headers={"Location": place})


class WaiverView(Single):
    serializer_class = WaiverOut

    def get_queryset(self) -> QuerySet[Waiver]:
        return selectors.waivers(actor_of(self.request))

    @extend_schema(responses={204: None}, summary="Withdraw a waiver")
    def delete(self, request: Request, pk: str) -> Response:
        services.close_waiver(actor=actor_of(request), waiver=self.get_object())
        return Response(status=204)


class ApproveWaiverView(WaiverView):
    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=WaiverOut, summary="A second person approves")
    def post(self, request: Request, pk: str) -> Response:
        waiver = self.get_object()
        services.approve_waiver(actor=actor_of(request), waiver=waiver)
        return Response(WaiverOut(waiver).data)


class ApproveView(Call):
    @extend_schema(request=None, responses=RevisionOut, summary="The revision becomes what newest means")
    def post(self, request: Request, pk: str, number: int) -> Response:
        revision = _revision(request, pk, number)
        approvals.approve_revision(actor=actor_of(request), revision=revision)
        return Response(RevisionOut(revision).data)


class DeployedView(Call):
    @extend_schema(request=None, responses=RevisionOut, summary="The revision runs now")
    def post(self, request: Request, pk: str, number: int) -> Response:
        revision = _revision(request, pk, number)
        approvals.mark_deployed(actor=actor_of(request), revision=revision)
        return Response(RevisionOut(revision).data)


def _revision(request: Request, pk: str, number: int) -> Revision:
    if number > 2**31 - 1:
        raise Http404
    return get_object_or_404(clusters.revisions(actor_of(request)), cluster=pk, number=number)


class OverrideView(Call):
    @extend_schema(
        request=OverrideIn, responses={201: OverrideOut}, summary="Break-glass: it goes although it fails"
    )
    def post(self, request: Request, pk: str) -> Response:
        actor = actor_of(request)
        review = get_object_or_404(reviews.reviews(actor), pk=pk)
        values = _asked(OverrideIn, request)
        made = approvals.override(actor=actor, review=review, **values)
        return Response(OverrideOut(made).data, 201)


class ChangeView(Call):
    @extend_schema(responses=ChangeOut, summary="The decision over all reviews of a change")
    def get(self, request: Request, ref: str) -> Response:
        found = decision_over(actor_of(request), ref[:200])
        if found is None:
            raise Http404
        rows = [ReviewOut(review, context={"request": request}).data for review in found.reviews]
        return Response({**found._asdict(), "reviews": rows})
