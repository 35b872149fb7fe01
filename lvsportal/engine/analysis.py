"""Everything that is derived from a cluster: each thing once, when it is first asked for, and kept as long as the review.

This is the only place that caches, and the only lazy seam: what no rule asks for is neither computed nor imported.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster, Key
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Service

if TYPE_CHECKING:
    from lvsportal.engine.flows.types import Matrix
    from lvsportal.engine.vrrp.pairs import Pair
    from lvsportal.engine.vrrp.simulation import Simulation
    from lvsportal.engine.walk.routing import Local, NextHop, NoRoute, NotShown
    from lvsportal.engine.walk.simulate import Question
    from lvsportal.engine.walk.state import State
    from lvsportal.engine.walk.trace import Branch
    from lvsportal.engine.walk.world import World

P = ParamSpec("P")
T = TypeVar("T")


class Analysis:
    """A cluster, and what follows from it. Made once for a review; the cluster is never changed afterwards."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._kept: dict[tuple[object, ...], object] = {}
        self.groups: Sequence[object] = ()  # what the rules have found so far, for those that speak last

    def once(self, derive: "Callable[Concatenate[Analysis, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """``derive(self, …)``, computed when first asked for. The arguments are hashable; nodes count by identity."""
        key = (derive, *args, *kwargs.values())
        if key not in self._kept:
            self._kept[key] = derive(self, *args, **kwargs)
        return cast(T, self._kept[key])

    # -- what is configured ------------------------------------------------------------------------------------

    def served(self, *methods: str) -> Iterator[tuple[Node, Service]]:
        """Each director with each of its services that has a real server with one of the forwarding methods."""
        for director in self.cluster.directors:
            for service in director.services:
                if service.method in methods or any(real.method in methods for real in service.real_servers):
                    yield director, service

    def local_addresses(self, director: Node) -> frozenset[Key]:
        """What makes a real server of this director a localnode: its own addresses, and the VIPs."""
        return self.once(_local_addresses, director)

    # -- the kernel of a node ----------------------------------------------------------------------------------

    @property
    def topology(self) -> "World":
        """Which interfaces stand on which segment."""
        from lvsportal.engine.walk.simulate import world_of

        return world_of(self.cluster)

    def state(self, master: Node | None = None) -> "State":
        """The cluster while ``master`` holds the VIPs; None: as the evidence shows it."""
        return self.once(_state, master)

    def next_hop(
        self, node: Node, destination: Address, master: Node | None = None, source: Address | None = None
    ) -> "NextHop | Local | NoRoute | NotShown":
        """Where the node's routes lead a packet, while ``master`` holds the VIPs."""
        from lvsportal.engine.walk.routing import next_hop

        return next_hop(node, destination, self.state(master), source)

    def listens(self, node: Node, address: Address, port: int, protocol: str) -> bool | None:
        """Whether a socket of the node takes a packet for ``address``:``port``; None where its sockets are not shown."""
        from lvsportal.engine.walk.listeners import listens

        return listens(node, address, port, protocol)

    def redirected(self, node: Node, address: Address, port: int, protocol: str) -> int | None:
        """The port to which the node redirects ``address``:``port``; None where no shown rule does."""
        from lvsportal.engine.walk.listeners import redirected

        return redirected(node, address, port, protocol)

    def marked_traffic(self, node: Node, mark: int, family: int) -> list[tuple[Address, str, int]] | None:
        """(VIP, protocol, port) of the packets to which the node's rules give a mark; None where they are not shown."""
        from lvsportal.engine.walk.netfilter import marked_traffic

        return marked_traffic(node, mark, family)

    # -- VRRP --------------------------------------------------------------------------------------------------

    @property
    def vrrp(self) -> "Simulation":
        """Who is master and who holds each VIP, today and after each thing that can fail."""
        return self.once(_vrrp)

    @property
    def vrrp_pairs(self) -> "tuple[Pair, ...]":
        """Instances of two nodes with a VIP in common, and whether both hold it."""
        return self.once(_vrrp_pairs)

    # -- flows -------------------------------------------------------------------------------------------------

    @property
    def matrix(self) -> "Matrix":
        """Every class of flows in every state that counts."""
        from lvsportal.engine.flows.plain import nothing_to_walk, plain_matrix

        if self.once(nothing_to_walk):
            return self.once(plain_matrix)
        from lvsportal.engine.flows.matrix import matrix

        return self.once(matrix)

    # -- walks -------------------------------------------------------------------------------------------------

    def walks(self, question: "Question") -> "Sequence[Branch]":
        """All ways a connection can go."""
        from lvsportal.engine.walk.simulate import walk_all

        return walk_all(self.cluster, question)


def _state(analysis: Analysis, master: Node | None) -> "State":
    from lvsportal.engine.walk.state import State, holding

    return State(analysis.cluster) if master is None else holding(analysis.cluster, master)


def _vrrp(analysis: Analysis) -> "Simulation":
    from lvsportal.engine.vrrp.simulation import Simulation

    return Simulation(analysis.cluster)


def _vrrp_pairs(analysis: Analysis) -> "tuple[Pair, ...]":
    from lvsportal.engine.vrrp.pairs import pairs

    return pairs(analysis.vrrp)


def _local_addresses(_: Analysis, director: Node) -> frozenset[Key]:
    return frozenset((*director.own_addresses(), *director.virtual_addresses()))


def is_local(own: frozenset[Key], real: RealServer) -> bool:
    """Whether the real server is the director itself (localnode); ``own``: the director's ``local_addresses``."""
    return real.address.key in own or real.address.is_loopback
