"""So many calls a minute, by token, person or address."""

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
        return f"calls-from-{self.get_ident(request)}"
