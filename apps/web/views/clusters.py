"""The team's clusters, and one with its revisions and reviews."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.permissions import Action, actor_of, may
from apps.clusters import selectors
from apps.reviews import selectors as reviews
from apps.reviews.retention import delete_cluster

PER_PAGE = 40
REVISIONS = 20


@require_safe
@login_required
def clusters(request: HttpRequest) -> HttpResponse:
    found = selectors.clusters(actor_of(request))
    query = request.GET.get("q", "").strip()[:100]
    if query:
        found = found.filter(name__icontains=query)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    newest = reviews.newest_of(page.object_list)
    rows = [(one, newest.get(one.pk)) for one in page.object_list]
    return render(request, "clusters.html", {"clusters": page, "rows": rows, "query": query})


@require_safe
@login_required
def cluster(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(selectors.clusters(actor), pk=pk)
    listed = reviews.reviews(actor).filter(cluster=found)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cluster.html",
        {
            "cluster": found,
            "reviews": page,
            "revisions": found.revisions.select_related("created_by", "approved_by", "deployed_by")[:REVISIONS],
            "may_approve": may(actor, Action.APPROVE, found.team),
            "may_manage": may(actor, Action.MANAGE_TEAM, found.team),
        },
    )


@require_POST
@login_required
def delete(request: HttpRequest, pk: str) -> HttpResponse:
    """With all that belongs to it; its name confirms."""
    actor = actor_of(request)
    found = get_object_or_404(selectors.clusters(actor), pk=pk)
    if request.POST.get("name", "").strip() != found.name:
        messages.error(request, gettext("The name is not the cluster's: nothing was deleted."))
        return redirect("web:cluster", found.pk)
    delete_cluster(actor=actor, cluster=found)
    messages.success(request, gettext("The cluster is deleted."))
    return redirect("web:clusters")
