"""``Prefer: wait=N`` (RFC 7240): the view answers at once and says that it would wait; the web server parks the call,
which holds no thread, and asks again when the review is over (``lvsportal.serving``)."""

import re

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews.models import Review
from lvsportal.serving.bridge import WAIT_HEADER

LONGEST_SECONDS = 60
PREFER = OpenApiParameter(
    "Prefer",
    str,
    OpenApiParameter.HEADER,
    description=f"wait=N: answer when the review is over, after N s at the latest (at most {LONGEST_SECONDS})",
)
# A number of any length: what is over the longest is the longest.
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?0*(\d+)\"?\s*(?=$|[,;])", re.IGNORECASE)


def wait_seconds(preference: str) -> int:
    """How long a call with this header wants to wait."""
    found = _WAIT.search(preference)
    if not found:
        return 0
    return LONGEST_SECONDS if len(found[1]) > 4 else min(int(found[1]), LONGEST_SECONDS)


def waits(request: Request, review: Review, answer: Response) -> Response:
    """The answer for now, marked to be given when the review is over."""
    seconds = wait_seconds(request.headers.get("Prefer", ""))
    if seconds:
        answer[WAIT_HEADER] = f"{seconds} {review.pk} {reverse('api:review', args=[review.pk])}"
        answer["Preference-Applied"] = f"wait={seconds}"
    return answer
