"""Walks for rules: what becomes of a subject's packets, and the shortest walk that shows a finding."""

from collections.abc import Iterable

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.rules.base import Rule
from lvsportal.engine.rules.clients import Client, clients, outside_address
from lvsportal.engine.rules.subjects import OfRealServer, OfService, Subject
from lvsportal.engine.walk.netfilter import marked_networks, marked_traffic
from lvsportal.engine.walk.simulate import Question
from lvsportal.engine.walk.trace import Branch


def traffic_of(analysis: Analysis, node: Node, service: Service) -> tuple[Address, str, int] | None:
    """VIP, protocol and port of a service's packets; for a fwmark service from the rules that mark them."""
    if service.vip is not None:
        return service.vip, service.protocol, service.port or 80
    marked = marked_traffic(node, service.fwmark, service.family) or _in_marked_networks(
        analysis, node, service
    )
    if not marked:
        return None
    vip, protocol, port = marked[0]
    return vip, protocol or "TCP", port or 80


def _in_marked_networks(analysis: Analysis, node: Node, service: Service) -> list[tuple[Address, str, int]]:
    """Where the rules mark a whole network: the addresses in it that stand on `lo` of a real server."""
    networks = marked_networks(node, service.fwmark, service.family)
    return [
        (shown.address, protocol, port)
        for real in service.real_servers
        if (owner := analysis.cluster.owner(real.address)) is not None
        for shown in owner.addresses or ()
        for network, protocol, port in networks
        if shown.interface == "lo" and network.holds(shown.address)
    ]


def walks_of(
    analysis: Analysis,
    director: Node,
    service: Service,
    real: RealServer | None,
    client: Client,
    served: bool = True,
    at_director: bool = True,
) -> list[Branch]:
    """What becomes of a connection of ``client`` that ``director``, holding the VIP, gives to ``real``. Empty where the
    service's traffic is not shown."""
    traffic = traffic_of(analysis, director, service)
    if traffic is None:
        return []
    vip, protocol, port = traffic
    question = Question(
        client.address, vip, port, protocol, director.name, real, client.node, at_director, served
    )
    return list(analysis.walks(question))


def shown_by(analysis: Analysis, rule: Rule, subject: Subject) -> Branch | None:
    """The shortest walk, with the fewest suppositions, that ends as the rule says; None where there is no such walk."""
    shows = rule.shows
    if shows is None or not isinstance(subject, OfService):
        return None
    director, service = subject.director, subject.service
    real = subject.real if isinstance(subject, OfRealServer) else None
    outside = Client(outside_address(analysis, service.family))
    for client in reversed(clients(analysis, director, service) or [outside]):
        branches = walks_of(
            analysis, director, service, real, client, served=False, at_director=not rule.from_client
        )
        best = shortest(branch for branch in branches if shows(analysis, subject, branch))
        if best is not None:
            return best
    return None


def shortest(branches: Iterable[Branch]) -> Branch | None:
    return min(branches, key=lambda branch: (len(branch.needs), len(branch.walk.hops)), default=None)
