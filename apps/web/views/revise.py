"""From one revision to the next: change its files, try a fix, answer a question. Each is a proposal that is reviewed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.permissions import Action, actor_of, may
from apps.clusters import selectors as clusters
from apps.clusters.changes import Files, patched
from apps.clusters.models import Revision
from apps.reviews import selectors, services
from apps.reviews.models import Review, Status
from apps.reviews.uploads import accept_upload
from apps.reviews.wording import refusal
from apps.web.report_page import result_at
from apps.web.report_page.fixes import changed_sources
from apps.web.revision_form import RevisionForm
from lvsportal.engine.report.localise import localise
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode
from lvsportal.engine.source.source import RefusedInput

MOST_ANSWER_BYTES = 2_000_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, pk: str) -> HttpResponse:
    """A cluster's newest revision, to be changed."""
    cluster = get_object_or_404(clusters.clusters(actor_of(request)), pk=pk)
    revision = cluster.revisions.first()
    if revision is None or not may(actor_of(request), Action.SUBMIT, cluster.team):
        raise Http404
    if request.method != "POST":
        return _page(request, revision, RevisionForm(revision=revision))
    form = RevisionForm(request.POST, request.FILES, revision=revision)
    if not form.is_valid() or form.bundle is None:
        return _page(request, revision, form, 422)
    return _reviewed(request, revision, form.bundle, form.cleaned_data["change_ref"])


def _page(request: HttpRequest, revision: Revision, form: RevisionForm, status: int = 200) -> HttpResponse:
    return render(request, "revise.html", {"revision": revision, "form": form}, status=status)


@require_POST
def try_fix(request: HttpRequest, pk: str) -> HttpResponse:
    """The edits of a finding's fix, made to the files that were reviewed: a revision of its own, reviewed at once."""
    review = _done(request, pk)
    results = localise(selectors.report_of(review), get_language() or "en")["results"]
    result = result_at(results, request.POST.get("finding", ""))
    if result is None or not result["fix"] or not result["fix"]["edits"]:
        raise Http404
    changed = changed_sources(result["fix"]["edits"], selectors.sources_of(review))
    return _proposed(request, review, [(source.path, encode(source)) for source in changed])


@require_POST
def answer(request: HttpRequest, pk: str) -> HttpResponse:
    """One file of evidence for one node, pasted at its question."""
    review = _done(request, pk)
    node, evidence = request.POST.get("node", "").strip(), request.POST.get("evidence", "").strip()
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if not node or "/" in node or not evidence or "/" in evidence or not text.strip():
        messages.error(request, gettext("Paste the output of the command: the box is empty."))
        return redirect(f"{reverse('web:review', args=[review.pk])}#questions")
    return _proposed(
        request, review, [(f"{node}/{evidence}", text[:MOST_ANSWER_BYTES].encode("utf-8", "surrogatepass"))]
    )


def _done(request: HttpRequest, pk: str) -> Review:
    """:raises Http404: there is no such review for the actor, or it has no report."""
    review = get_object_or_404(selectors.reviews(actor_of(request)), pk=pk)
    if review.status != Status.DONE or not may(actor_of(request), Action.SUBMIT, review.team):
        raise Http404
    return review


def _proposed(request: HttpRequest, review: Review, uploads: Files) -> HttpResponse:
    """A revision over the one that was reviewed; what the proposal is compared with stands in the address."""
    revision = review.revision
    try:
        bundle = accept_upload(patched(revision, uploads), revision.cluster.team)
    except RefusedInput as error:
        messages.error(request, refusal(error))
        return redirect("web:review", review.pk)
    return _reviewed(request, revision, bundle, review.change_ref, base=review)


def _reviewed(
    request: HttpRequest, revision: Revision, bundle: Bundle, change_ref: str, base: Review | None = None
) -> HttpResponse:
    cluster = revision.cluster
    asked = services.Submission(cluster.team, cluster.name, bundle, change_ref)
    review = services.request_review(actor=actor_of(request), asked=asked).review
    address = reverse("web:review", args=[review.pk])
    query: dict[str, Any] = {"base": str(base.pk)} if base is not None else {}
    return redirect(f"{address}?base={query['base']}" if query else address)
