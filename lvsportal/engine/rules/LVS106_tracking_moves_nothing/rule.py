"""LVS106: something is tracked, and its failure moves nothing.

``vrrp/vrrp_track.c: vrrp_set_effective_priority``; a BACKUP accepts an equal priority, and one with ``nopreempt`` any.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.model.vrrp import OWNER
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS106_tracking_moves_nothing import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.classes import InstanceClass, Member
from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.router import Daemon, Router
from lvsportal.engine.vrrp.simulation import Outcome
from lvsportal.engine.vrrp.tracking import Watch, WatchKind


def check(analysis: Analysis) -> Iterator[Finding]:
    for members, outcome in analysis.vrrp.elected():
        for member in members.members:
            if member.runs:
                yield from _of_member(analysis, members, member, outcome)
    for daemon in analysis.vrrp.known.daemons.values():
        yield from _loose_ends(daemon)


def _of_member(
    analysis: Analysis, members: InstanceClass, member: Member, elected: Outcome
) -> Iterator[Finding]:
    router = member.router
    subject = OfInstance(router.node, router.instance)
    for dropped in member.watched.dropped:
        if dropped.is_script:
            yield Finding(texts.dropped_in_group(name=dropped.watch.name), subject, at=dropped.watch.at)
        else:
            yield Finding(texts.weight_dropped_in_group(name=dropped.watch.name), subject, at=dropped.watch.at)
    if router.key not in elected.masters or len(members.nodes) < 2:
        return
    for watch in member.watched.watches:
        if watch.weight and not watch.reverse:
            yield _of_watch(analysis, members, member, watch)


def _of_watch(analysis: Analysis, members: InstanceClass, member: Member, watch: Watch) -> Finding:
    """Of a weighted watch of the node that is master."""
    router = member.router
    subject = OfInstance(router.node, router.instance)
    kind = EventKind.INTERFACE if watch.kind is WatchKind.INTERFACE else EventKind.SCRIPT
    after = analysis.vrrp.after((Event(kind, router.node.name, watch.name),))
    if router.key not in after.master_keys:
        return Finding(texts.moves(name=watch.name), subject, at=watch.at)
    rival = max(_rivals(members, router), key=lambda one: one.priority, default=None)
    if rival is None:
        return Finding(texts.nobody_listens(name=watch.name), subject, at=watch.at)
    if router.priority == OWNER:
        return Finding(texts.owner(name=watch.name), subject, at=watch.at)
    left = member.watched.priority(router.priority, ((watch.kind, watch.name),))
    names = {"name": watch.name, "left": left, "other": rival.node.name, "theirs": _standing(members, rival)}
    related = ((rival.instance.place("priority"), "peer"),)
    if left >= _standing(members, rival):
        return Finding(texts.too_small(weight=watch.weight, **names), subject, at=watch.at, related=related)
    if not rival.nopreempt:
        return Finding(texts.group_waits(**names), subject, at=watch.at, related=related)
    return Finding(texts.nopreempt(**names), subject, at=watch.at, related=related)


def _rivals(members: InstanceClass, router: Router) -> Iterator[Router]:
    """Instances of other nodes for the same virtual router."""
    for one in members.members:
        other = one.router
        if (
            one.runs
            and other.node is not router.node
            and (other.vrid, other.family) == (router.vrid, router.family)
        ):
            yield other


def _standing(members: InstanceClass, router: Router) -> int:
    """The priority of a node where all works."""
    member = next(one for one in members.members if one.router is router)
    return member.watched.priority(router.priority, ())


def _loose_ends(daemon: Daemon) -> Iterator[Finding]:
    """Scripts that nobody tracks, and tracked names that no script has."""
    tracked = {one.name: (router, one) for router in daemon.routers for one in router.instance.tracking.scripts}
    grouped = {one.name for group in daemon.vrrp.groups for one in group.tracking.scripts}
    names = {script.name for script in daemon.vrrp.scripts}
    first = daemon.routers[0]
    for script in daemon.vrrp.scripts:
        if script.name not in tracked and script.name not in grouped:
            yield Finding(texts.unused(name=script.name), OfInstance(daemon.node, first.instance), at=script.at)
    for name, (router, one) in tracked.items():
        if name not in names:
            yield Finding(texts.unknown(name=name), OfInstance(daemon.node, router.instance), at=one.at)


RULE = Rule("LVS106", Severity.WARNING, texts, check)
