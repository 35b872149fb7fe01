"""By what a review judges a change: its base, the team's policy and waivers."""

from typing import Any

from django.utils import timezone

from apps.clusters.models import Cluster, Revision
from apps.gate.selectors import base_of, rules_of, waivers_of
from apps.reviews.models import Review, Status
from apps.reviews.runner import run_difference
from lvsportal.engine.judge import Terms, policy_data, waiver_data
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import decode

NEWEST, NONE = "newest", "none"


class UnknownBase(Exception):
    """The cluster has no such revision to compare with."""


def find_base(cluster: Cluster, asked: str) -> Revision | None:
    """The base of a change: ``newest`` approved (deployed) revision, the default; a revision's number; ``none``.

    None where nothing is approved yet and nothing was asked for. :raises UnknownBase: see there.
    """
    if asked == NONE:
        return None
    if asked in ("", NEWEST):
        found = base_of(cluster, rules_of(cluster.team).baseline)
        if found is None and asked:
            raise UnknownBase
        return found
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    found = cluster.revisions.filter(number=number).first()
    if found is None:
        raise UnknownBase
    return found


def bundle_of(revision: Revision) -> Bundle:
    """What was stored of a revision."""
    return Bundle(tuple(decode(file.path, file.content) for file in revision.files.all()))


def terms_of(review: Review) -> Terms:
    """By what the review's change is judged today."""
    cluster = review.revision.cluster
    rules = rules_of(cluster.team)
    terms: Terms = {
        "policy": policy_data(rules.policy),
        "waivers": [waiver_data(waiver) for waiver in waivers_of(cluster)],
        "today": timezone.localdate().isoformat(),
        "title": str(review.revision),
    }
    if review.base is not None:
        terms["base_title"] = str(review.base)
        terms["stored"] = _violated(review.base)
    return terms


def _violated(revision: Revision) -> list[str] | None:
    """The fingerprints that the newest report of a revision has as violated; None where there is no report."""
    found = Review.objects.filter(revision=revision, status=Status.DONE).order_by("-finished_at").first()
    if found is None:
        return None
    results = found.stored_report.report["results"]
    violated = [one for one in results if one["verdict"] == "violated"]
    return [
        subject["fingerprint"] for one in violated for subject in one["subjects"] if "fingerprint" in subject
    ]


def difference_of(review: Review, asked: str) -> dict[str, Any]:
    """What the review's revision changes against a base of its cluster, in both languages (``lvsportal.diff/1``).

    :raises UnknownBase: there is none, or it is the revision itself. :raises RunFailed: the engine could not tell.
    """
    revision = review.revision
    base = find_base(revision.cluster, asked)
    if base is None or base == revision:
        raise UnknownBase
    titles = (str(base), str(revision))
    return run_difference(bundle_of(base), bundle_of(revision), revision.cluster.name, titles)
