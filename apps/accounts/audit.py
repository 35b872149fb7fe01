"""The audit log: services that change something, and reads of shares and exports, add a row in the same transaction."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import structlog
from django.db.models import Model, Q, QuerySet

from apps.accounts.models import AuditEntry, Team
from apps.accounts.permissions import Action, Actor, team_ids

FIELDS = ("at", "who", "by", "action", "subject", "subject_id", "before", "after", "why", "request")


def record(
    actor: Actor,
    team: Team,
    action: str,
    subject: Model,
    *,
    before: Any = None,
    after: Any = None,
    why: str = "",
) -> None:
    """One row. ``before``/``after``: plain data of what changed, never a secret."""
    AuditEntry.objects.create(
        team=team,
        who=_who(actor)[:200],
        by=_by(actor)[:100],
        action=action,
        subject=str(subject)[:200],
        subject_id=str(subject.pk),
        before=before,
        after=after,
        why=why,
        request=str(structlog.contextvars.get_contextvars().get("request", "")),
    )


def _who(actor: Actor) -> str:
    if actor.user is not None:
        return actor.user.get_username()
    if actor.token is not None:
        return actor.token.created_by.get_username()
    return ""


def _by(actor: Actor) -> str:
    """Of a token its name and last characters; else the session, or a link."""
    if actor.token is not None:
        return f"token {actor.token}"
    return "session" if actor.user is not None else "link"


def entries(actor: Actor, query: str = "", action: str = "") -> QuerySet[AuditEntry]:
    """Those of the teams that the actor owns. ``query``: in who or subject; ``action``: how it begins."""
    found = AuditEntry.objects.filter(team__in=team_ids(actor, Action.MANAGE_TEAM))
    if query:
        found = found.filter(Q(who__icontains=query) | Q(subject__icontains=query))
    return found.filter(action__startswith=action) if action else found


def as_json_lines(found: Iterable[AuditEntry]) -> str:
    """One object a line."""
    return "".join(json.dumps(_row(one), ensure_ascii=False) + "\n" for one in found)


def as_csv(found: Iterable[AuditEntry]) -> str:
    """With a head. A cell that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for one in found:
        writer.writerow([_cell(value) for value in _row(one).values()])
    return out.getvalue()


def _row(entry: AuditEntry) -> dict[str, Any]:
    row = {field: getattr(entry, field) for field in FIELDS}
    return row | {"at": entry.at.isoformat()}


def _cell(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
