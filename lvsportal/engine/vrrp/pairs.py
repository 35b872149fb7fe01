"""Two instances with a VIP in common: whether both hold it, when, and which advertisement that is not heard lets them."""

from itertools import combinations
from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.hearing import Hearing, higher_source
from lvsportal.engine.vrrp.machine import Key
from lvsportal.engine.vrrp.router import Router
from lvsportal.engine.vrrp.simulation import Simulation


class Pair(NamedTuple):
    """``heard``: the higher one's adverts at the lower one, ``back``: the other way round; None: VRIDs or families
    differ. ``together``: both hold ``vip`` as the configurations have it. ``after``: nodes whose power loss makes both
    hold it. ``flaps``: one of them comes and goes for ever."""

    higher: Router
    lower: Router
    vip: Address
    heard: Hearing | None
    back: Hearing | None
    together: bool
    after: tuple[str, ...]
    flaps: bool

    @property
    def goes_wrong(self) -> bool:
        return self.together or self.flaps or bool(self.after)

    @property
    def refused(self) -> Hearing | None:
        """The pair's one hearing that fails: the one that lets both be MASTER before the harmless one."""
        for one in (self.heard, self.back):
            if one is not None and one.refusal is not None:
                return one
        return None


def pairs(simulation: Simulation) -> tuple[Pair, ...]:
    """All pairs of instances that run, on two nodes, with a VIP in common."""
    routers = {
        router.key: router
        for daemon in simulation.known.daemons.values()
        if daemon.runs
        for router in daemon.routers
    }
    hearings = {(one.sender.key, one.receiver.key): one for one in simulation.hearings}
    fates = _Fates(simulation)
    return tuple(
        _pair(routers[one], routers[other], vip, hearings, fates)
        for (one, other), vip in _with_common_vip(routers).items()
    )


def _with_common_vip(routers: dict[Key, Router]) -> dict[tuple[Key, Key], Address]:
    carriers: dict[tuple[int, int], list[Key]] = {}
    addresses: dict[tuple[int, int], Address] = {}
    for router in routers.values():
        for vip in router.instance.addresses:  # as written: those of another family than the first are dropped
            carriers.setdefault(vip.address.key, []).append(router.key)
            addresses.setdefault(vip.address.key, vip.address)
    found: dict[tuple[Key, Key], Address] = {}
    for address, keys in carriers.items():
        for one, other in combinations(dict.fromkeys(keys), 2):
            if one[0] != other[0]:
                found.setdefault((one, other), addresses[address])
    return found


class _Fates:
    """Who holds what, as configured and after each node's power loss."""

    def __init__(self, simulation: Simulation) -> None:
        elected = list(simulation.elected())
        self.holders = frozenset(key for _, outcome in elected for key in outcome.holders)
        self.flapping = frozenset(
            change.key for _, outcome in elected if not outcome.settled for change in outcome.history[-4:]
        )
        self.after: dict[str, frozenset[Key]] = {
            name: frozenset(
                key
                for _, outcome in simulation.outcomes((Event(EventKind.NODE, name),))
                for key in outcome.holders
            )
            for name in simulation.known.daemons
        }


def _pair(
    one: Router, other: Router, vip: Address, hearings: dict[tuple[Key, Key], Hearing], fates: _Fates
) -> Pair:
    higher, lower = (one, other) if _is_above(one, other) else (other, one)
    both = {one.key, other.key}
    return Pair(
        higher,
        lower,
        vip,
        hearings.get((higher.key, lower.key)),
        hearings.get((lower.key, higher.key)),
        both <= fates.holders,
        tuple(name for name, holders in fates.after.items() if both <= holders and not both <= fates.holders),
        bool(both & fates.flapping),
    )


def _is_above(one: Router, other: Router) -> bool:
    if one.priority != other.priority:
        return one.priority > other.priority
    return higher_source(one, other) is not False


def fails(hearing: Hearing | None) -> bool:
    """Whether adverts are not accepted, at least until the receiver is MASTER."""
    return hearing is not None and hearing.refusal is not None
