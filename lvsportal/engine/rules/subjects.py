"""What a rule speaks about: the smallest thing that one verdict is given to.

Every kind tells its fields in the report, what makes it the same subject after lines have moved (for its fingerprint),
the names that a cause's text may use, and its place.
"""

from collections.abc import Iterator, Sequence

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Remark, Service
from lvsportal.engine.model.vrrp import VrrpInstance
from lvsportal.engine.source.source import Span


class Subject:
    """A node, or a thing of a node that ``item`` names (a sysctl, a table, a rule's own kind of thing). The other kinds
    are subclasses. ``at``: its place, None for what stands in no file."""

    __slots__ = ("at", "item", "node")
    gives = frozenset({"node", "item"})  # the names that a text may use

    def __init__(self, node: Node, at: Span | None = None, item: str = "") -> None:
        self.node = node
        self.at = at
        self.item = item

    def __len__(self) -> int:
        """How many subjects it stands for."""
        return 1

    def each(self) -> "Iterator[Subject]":
        """The single subjects."""
        yield self

    def identity(self) -> tuple[str, ...]:
        """What makes it this subject, whatever line it stands on."""
        return self.node.name, self.item

    def names(self, cluster: Cluster) -> dict[str, object]:
        """The values of ``gives``."""
        return {"node": self.node.name, "item": self.item}

    def fields(self, cluster: Cluster) -> dict[str, str]:
        """Its fields in the report beside the fingerprint (``report.types.Subject``)."""
        fields = {"node": self.node.name, "service": ""}
        return {**fields, "item": self.item} if self.item else fields

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.identity()}"


class OfService(Subject):
    """A director's virtual service."""

    __slots__ = ("director", "service")
    gives = frozenset({"director", "service", "vip", "method"})

    def __init__(self, director: Node, service: Service, at: Span | None = None) -> None:
        super().__init__(director, at or service.at)
        self.director = director
        self.service = service

    def identity(self) -> tuple[str, ...]:
        return self.director.name, self.service.name, self.service.group, "", ""

    def names(self, cluster: Cluster) -> dict[str, object]:
        service = self.service
        return {
            "director": self.director.name,
            "service": service.name,
            "vip": service.vip.text if service.vip is not None else f"fwmark {service.fwmark}",
            "method": service.method,
        }

    def fields(self, cluster: Cluster) -> dict[str, str]:
        return {"node": self.director.name, "service": self.service.name}


class OfRealServer(OfService):
    """A service with one of its real servers."""

    __slots__ = ("real",)
    gives = OfService.gives | {"real"}

    def __init__(self, director: Node, service: Service, real: RealServer) -> None:
        super().__init__(director, service, real.at)
        self.real = real

    def identity(self) -> tuple[str, ...]:
        return self.director.name, self.service.name, self.service.group, self.real.address.text, ""

    def names(self, cluster: Cluster) -> dict[str, object]:
        address = self.real.address
        name = cluster.name_of(address)
        real = name if name == address.text else f"{name} ({address.text})"
        return {**super().names(cluster), "real": real, "method": self.real.method}

    def fields(self, cluster: Cluster) -> dict[str, str]:
        real, fields = self.real, super().fields(cluster)
        fields["real_server"] = real.address.text if real.port is None else f"{real.address.text}:{real.port}"
        owner = cluster.owner(real.address)
        if owner is not None:
            fields["real_server_node"] = owner.name
        return fields


class OfTwoDirectors(OfRealServer):
    """A service of a director with a real server that is a second director, ``other``."""

    __slots__ = ("other",)
    gives = OfRealServer.gives | {"other"}

    def __init__(self, director: Node, service: Service, real: RealServer, other: Node) -> None:
        super().__init__(director, service, real)
        self.other = other

    def identity(self) -> tuple[str, ...]:
        return (*super().identity()[:-1], self.other.name)

    def names(self, cluster: Cluster) -> dict[str, object]:
        return {**super().names(cluster), "other": self.other.name}

    def fields(self, cluster: Cluster) -> dict[str, str]:
        return {**super().fields(cluster), "other_director": self.other.name}


class OfRealServers(OfService):
    """Several real servers of a service that come out alike: one finding for all of them, each a subject."""

    __slots__ = ("reals",)
    gives = OfRealServer.gives

    def __init__(self, director: Node, service: Service, reals: Sequence[RealServer]) -> None:
        super().__init__(director, service)
        self.reals = reals

    def __len__(self) -> int:
        return len(self.reals)

    def each(self) -> Iterator[Subject]:
        return (OfRealServer(self.director, self.service, real) for real in self.reals)


class OfInstance(Subject):
    """A VRRP instance of a node."""

    __slots__ = ("instance",)
    gives = frozenset({"node", "instance", "interface"})

    def __init__(self, node: Node, instance: VrrpInstance, at: Span | None = None) -> None:
        super().__init__(node, at or instance.at)
        self.instance = instance

    def identity(self) -> tuple[str, ...]:
        return self.node.name, "vrrp", self.instance.name

    def names(self, cluster: Cluster) -> dict[str, object]:
        instance = self.instance
        return {"node": self.node.name, "instance": instance.name, "interface": instance.interface}

    def fields(self, cluster: Cluster) -> dict[str, str]:
        return {"node": self.node.name, "service": "", "instance": self.instance.name}


class OfVip(Subject):
    """A virtual address, whoever holds it; ``node``: one that writes it."""

    __slots__ = ("vip",)
    gives = frozenset({"node", "vip"})

    def __init__(self, node: Node, vip: Address, at: Span) -> None:
        super().__init__(node, at)
        self.vip = vip

    def identity(self) -> tuple[str, ...]:
        return "vip", self.vip.text

    def names(self, cluster: Cluster) -> dict[str, object]:
        return {"node": self.node.name, "vip": self.vip.text}

    def fields(self, cluster: Cluster) -> dict[str, str]:
        return {"node": self.node.name, "service": "", "vip": self.vip.text}


class OfFlow(OfService):
    """Clients at one place and a service. ``client``: the place's name; ``state``: the id of the cluster's state; ``where``:
    the nodes at which connections end."""

    __slots__ = ("client", "state", "where")
    gives = OfService.gives | {"client", "where"}

    def __init__(self, director: Node, service: Service, client: str, state: str = "", where: str = "") -> None:
        super().__init__(director, service)
        self.client = client
        self.state = state
        self.where = where

    def identity(self) -> tuple[str, ...]:
        return "flow", self.client, self.service.name, self.service.group, self.state

    def names(self, cluster: Cluster) -> dict[str, object]:
        return {**super().names(cluster), "client": self.client, "where": self.where or "-"}

    def fields(self, cluster: Cluster) -> dict[str, str]:
        fields = {**super().fields(cluster), "client": self.client}
        return {**fields, "state": self.state} if self.state else fields


class OfFlows(OfFlow):
    """The flows of clients at one place that come out alike: each service is a subject."""

    __slots__ = ("services",)

    def __init__(
        self, services: Sequence[tuple[Node, Service]], client: str, state: str = "", where: str = ""
    ) -> None:
        super().__init__(*services[0], client, state, where)
        self.services = services

    def __len__(self) -> int:
        return len(self.services)

    def each(self) -> Iterator[Subject]:
        return (OfFlow(node, service, self.client, self.state, self.where) for node, service in self.services)


class OfLine(Subject):
    """A statement of a file. ``item``: what is written there, by which it is known again when its line moves."""

    __slots__ = ()
    gives = frozenset({"node", "item", "file"})

    def __init__(self, node: Node, at: Span, item: str) -> None:
        super().__init__(node, at, item)

    def identity(self) -> tuple[str, ...]:
        return self.node.name, "line", self.item

    def names(self, cluster: Cluster) -> dict[str, object]:
        return {
            "node": self.node.name,
            "item": self.item,
            "file": self.at.source.path if self.at is not None else "",
        }


class OfRemark(OfLine):
    """A line about which the reader said something. ``what``: that; ``blocks``, ``count``: what keepalived does not load by it."""

    __slots__ = ("remark",)
    gives = OfLine.gives | {"what", "blocks", "count"}

    def __init__(self, node: Node, remark: Remark, item: str) -> None:
        super().__init__(node, remark.at, item)
        self.remark = remark

    def names(self, cluster: Cluster) -> dict[str, object]:
        lost = self.remark.lost
        blocks = ", ".join(f"“{block}”" for block in lost[:3]) + (" …" if len(lost) > 3 else "")
        return {**super().names(cluster), "what": self.remark.message, "blocks": blocks, "count": len(lost)}
