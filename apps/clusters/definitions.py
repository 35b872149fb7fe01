"""What the operator allows of a definition, and the key of what stands for its secrets."""

import hmac
import secrets

from django.conf import settings

from apps.accounts.models import Team
from lvsportal.engine.source.limits import Limits


def limits() -> Limits:
    """What the operator allows."""
    return Limits(
        file_bytes=settings.LIMIT_FILE_BYTES, total_bytes=settings.LIMIT_TOTAL_BYTES, files=settings.LIMIT_FILES
    )


def masking_key(team: Team | None) -> bytes:
    """Equal secrets have equal tokens within a ``team``, so that its revisions can be compared; where nothing is stored
    (None), within one upload. Nobody outside can try a guess against what a team's shared report shows."""
    if team is None:
        return secrets.token_bytes(32)
    return hmac.digest(settings.SECRET_KEY.encode(), b"lvsportal masking " + team.pk.bytes, "sha256")
