"""`/team/audit/`: who changed what, for owners; as a page, as CSV and as JSON Lines."""

from collections.abc import Callable, Iterable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.audit import as_csv, as_json_lines, entries
from apps.accounts.models import AuditEntry
from apps.accounts.permissions import Action, actor_of, teams

PER_PAGE = 100
MOST_ROWS = 50_000  # of a file
_FORMS: dict[str, tuple[str, Callable[[Iterable[AuditEntry]], str]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/jsonl; charset=utf-8", as_json_lines),
}


def _found(request: HttpRequest) -> QuerySet[AuditEntry]:
    """What the filter leaves. :raises PermissionDenied: the person owns no team."""
    actor = actor_of(request)
    if not teams(actor, Action.MANAGE_TEAM).exists():
        raise PermissionDenied
    return entries(actor, request.GET.get("q", "")[:100].strip(), request.GET.get("action", "")[:40].strip())


@require_safe
@login_required
def audit(request: HttpRequest) -> HttpResponse:
    page = Paginator(_found(request), PER_PAGE).get_page(request.GET.get("page"))
    given = {name: request.GET.get(name, "") for name in ("q", "action")}
    return render(request, "audit.html", {"entries": page, **given})


@require_safe
@login_required
def audit_file(request: HttpRequest, form: str) -> HttpResponse:
    content_type, write = _FORMS[form]
    answer = HttpResponse(write(_found(request)[:MOST_ROWS]), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="audit.{form}"'
    return answer
