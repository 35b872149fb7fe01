"""So many calls a minute, by token, person or address."""

from ipaddress import ip_network

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from apps.accounts.permissions import actor_of


class ByCaller(SimpleRateThrottle):
    scope = "caller"

    def get_cache_key(self, request: Request, view: object) -> str:
        actor = actor_of(request)
        if actor.token is not None:
            return f"calls-token-{actor.token.pk}"
        if actor.user is not None:
            return f"calls-user-{actor.user.pk}"
        self.rate = self.THROTTLE_RATES["anonymous"]
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return f"calls-from-{_household(request.META.get('REMOTE_ADDR', ''))}"


def _household(address: str) -> str:
    """Whoever has one IPv6 address has 2^64 of them: their /64 is what counts (RFC 6177)."""
    if ":" not in address:
        return address
    try:
        return str(ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address
