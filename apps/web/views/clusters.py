"""The team's clusters, and one with its revisions and reviews."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.permissions import Action, actor_of, may
from apps.clusters import selectors
from apps.reviews import selectors as reviews
from apps.reviews.models import Review

PER_PAGE = 40
REVISIONS = 20


@require_safe
@login_required
def clusters(request: HttpRequest) -> HttpResponse:
    newest = Review.objects.filter(revision__cluster=OuterRef("pk")).order_by("-created_at")
    found = selectors.clusters(actor_of(request)).annotate(
        last_review=Subquery(newest.values("pk")[:1]),
        last_summary=Subquery(newest.values("summary")[:1]),
        last_status=Subquery(newest.values("status")[:1]),
        last_at=Subquery(newest.values("created_at")[:1]),
    )
    query = request.GET.get("q", "").strip()[:100]
    if query:
        found = found.filter(name__icontains=query)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "clusters.html", {"clusters": page, "query": query})


@require_safe
@login_required
def cluster(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(selectors.clusters(actor), pk=pk)
    listed = reviews.reviews(actor).filter(revision__cluster=found)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cluster.html",
        {
            "cluster": found,
            "reviews": page,
            "revisions": found.revisions.select_related("created_by", "approved_by", "deployed_by")[:REVISIONS],
            "may_approve": may(actor, Action.APPROVE, found.team),
        },
    )
