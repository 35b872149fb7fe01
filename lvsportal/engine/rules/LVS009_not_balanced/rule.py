"""LVS009: the director that holds the VIP does not schedule what clients send to it.

ip_vs stands aside (``backup_only`` with a backup sync daemon, ``ip_vs_core.c: ip_vs_in``), no rule sets a fwmark service's
mark where ip_vs would see it, or the kernel's table lacks the service that the configuration has.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import ClusterState
from lvsportal.engine.model.netfilter import HOOKS
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS009_not_balanced import texts
from lvsportal.engine.rules.subjects import OfService, Subject
from lvsportal.engine.walk.ipvs import stands_aside, sync_roles
from lvsportal.engine.walk.netfilter import marks_services, new_mark
from lvsportal.engine.walk.state import State
from lvsportal.engine.walk.trace import Branch


def check(analysis: Analysis) -> Iterator[Finding]:
    states = analysis.matrix.today
    for node in analysis.cluster.directors:
        if not _shows_something(node):
            continue
        for service in node.services:
            state = _held_in(node, service, states)
            if state is not None and state.walked is not None:
                yield _one(node, service, state.walked)


def _shows_something(node: Node) -> bool:
    """Whether anything of the node's kernel is shown, or it runs what could make its ip_vs passive."""
    shown = (node.live, node.sync_daemons, node.netfilter, node.sysctls)
    starts = node.configuration is not None and node.configuration.sync_daemon is not None
    return starts or any(one is not None for one in shown) or bool(node.marked_services)


def _held_in(node: Node, service: Service, states: tuple[ClusterState, ...]) -> ClusterState | None:
    """A state that may be today's in which the node has the service's VIP; for marks, any VIP."""
    for state in states:
        if state.walked is None:
            continue
        holds = state.walked.holds(node) if service.vip is None else state.walked.holds_vip(node, service.vip)
        if holds:
            return state
    return None


def _one(node: Node, service: Service, state: State) -> Finding:
    subject = OfService(node, service)
    if not _is_loaded(node, service):
        return Finding(texts.not_loaded, subject)
    finding = _by_marks(subject) if service.vip is None else None
    if finding is not None:
        return finding
    passive = stands_aside(node, state)
    if passive.holds:
        roles = sync_roles(node, state) or set()
        return Finding(texts.both_daemons if "master" in roles else texts.passive, subject)
    if passive.holds is None:
        told = _keys(node, passive.needs)
        starts = "backup" in (sync_roles(node, state) or ())
        return Finding(texts.may_be_passive if starts else texts.daemons_not_shown, subject, needs=told)
    return Finding(texts.balanced, subject)


def _keys(node: Node, needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Of a sysctl.txt that was given, the key that it lacks."""
    key = ("net.ipv4.vs.backup_only",)
    given = node.sysctls is not None
    return tuple(need._replace(keys=key) if given and need.evidence == "sysctl.txt" else need for need in needs)


def _is_loaded(node: Node, service: Service) -> bool:
    return node.live is None or service.key in {one.key for one in node.live}


def _by_marks(subject: OfService) -> Finding | None:
    """What the rules say about a fwmark service's mark; None where they set it before ip_vs looks."""
    node, service = subject.director, subject.service
    tables = node.firewall(service.family)
    if tables is None:
        needs = (Need(node.name, firewall_file(service.family)),)
        return Finding(texts.marks_not_shown(mark=service.fwmark), subject, needs=needs)
    if marks_services(node, service.fwmark, service.family):
        return None
    for hook in HOOKS:
        for rule in tables.rules_on(hook, str(service.family)):
            if rule.target == "MARK" and new_mark(0, rule.options) == service.fwmark:
                related = ((rule.at, "rule"),)
                return Finding(texts.other_hook(mark=service.fwmark, hook=hook), subject, related=related)
    return Finding(texts.unmarked(mark=service.fwmark), subject)


def _shows(analysis: Analysis, subject: Subject, branch: Branch) -> bool:
    """A walk that no ip_vs took, and that ends at the director itself."""
    return not branch.walk.services and branch.walk.by == subject.node.name


RULE = Rule("LVS009", Severity.ERROR, texts, check, shows=_shows, from_client=True)
