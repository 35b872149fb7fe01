"""Owners are told before their waivers end."""

from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.gate.models import Waiver

DAYS_BEFORE = (14, 3, 1)


def remind(today: date) -> int:
    """Tell each owner 14, 3 and 1 days before the end, once each; how many were told. Safe to run at any time and by
    several at once: whoever marks the row sends the mail."""
    ending = Waiver.objects.filter(
        closed="", expires__gte=today, expires__lte=today + timedelta(days=DAYS_BEFORE[0])
    )
    return sum(_told(waiver, today) for waiver in ending.select_related("owner", "cluster", "team"))


def _told(waiver: Waiver, today: date) -> bool:
    due = min(days for days in DAYS_BEFORE if (waiver.expires - today).days <= days)
    fresh = Q(told_days=None) | Q(told_days__gt=due)
    if not Waiver.objects.filter(fresh, pk=waiver.pk).update(told_days=due):
        return False
    if waiver.owner.email and waiver.owner.is_active:
        _mail(waiver, (waiver.expires - today).days)
    return True


def _mail(waiver: Waiver, days: int) -> None:
    """In both languages: nobody's choice of language is kept beside the session."""
    parts = []
    for language in ("en", "zh-hans"):
        with override(language):
            subject = _("A waiver ends in %(days)d days: %(what)s") % {"days": days, "what": _what(waiver)}
            reason = _("It was accepted because: %(reason)s") % {"reason": waiver.reason}
            link = f"{settings.PUBLIC_URL}{reverse('web:waivers')}"
            parts.append((subject, f"{subject}\n{reason}\n{link}\n"))
    send_mail(
        f"[lvsportal] {parts[0][0]}".replace("\n", " ")[:200],
        "\n".join(body for _subject, body in parts),
        None,
        [waiver.owner.email],
        fail_silently=True,
    )


def _what(waiver: Waiver) -> str:
    scope = waiver.cluster.name if waiver.cluster else waiver.team.name
    return f"{waiver.rule or waiver.fingerprint[:12]} {waiver.node} {waiver.service} ({scope})".replace(
        "  ", " "
    )
