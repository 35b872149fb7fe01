"""The pool of a service in a state: whom a new connection can get (flows.md, "The pool of a service in a state")."""

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.health import CheckKind, HealthCheck
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.model.terms import Conclusion
from lvsportal.engine.walk.scheduling import choices_among
from lvsportal.engine.walk.state import Failures, Pool, State

# Checks that open a TCP connection.
_CONNECTING = frozenset({CheckKind.TCP, CheckKind.HTTP, CheckKind.HTTPS, CheckKind.SMTP})


def pool_of(analysis: Analysis, failures: Failures) -> Pool:
    """Answers for a director and its service whom a new connection can get while ``failures`` last."""
    known: dict[tuple[object, ...], tuple[RealServer, ...]] = {}

    def pool(node: Node, service: Service) -> tuple[RealServer, ...]:
        key = (node.name, *service.key)
        if key not in known:
            known[key] = _pool(analysis, failures, node, service)
        return known[key]

    return pool


def is_spare(service: Service, real: RealServer) -> bool:
    """Whether a real server of a pool is the service's sorry server."""
    spare = service.sorry_server
    return spare is not None and spare.address.key == real.address.key and real.at is spare.at


def _pool(analysis: Analysis, failures: Failures, node: Node, service: Service) -> tuple[RealServer, ...]:
    written = _as_written(node, service)
    alive = [real for real in service.real_servers if not _is_out(analysis, failures, node, service, real)]
    able = choices_among(service, alive)
    if written.sorry_server is None or (able and _has_quorum(written, able)):
        return able
    if not failures.nodes and not failures.interfaces and service.origin == "live":
        return able  # the kernel's table says who serves today, the sorry server too
    return (written.sorry_server._replace(weight=1),)


def _as_written(node: Node, service: Service) -> Service:
    """The service as the configuration has it, with checks and sorry server; itself where it is not there."""
    written = node.configuration.services if node.configuration is not None else ()
    return (
        next((one for one in written if one.key == service.key), service)
        if service.origin == "live"
        else service
    )


def _has_quorum(service: Service, able: tuple[RealServer, ...]) -> bool:
    return sum(real.weight for real in able) >= service.quorum.quorum


def _is_out(analysis: Analysis, failures: Failures, node: Node, service: Service, real: RealServer) -> bool:
    """Whether its health check fails, so that it takes no new connections."""
    checks = _checks(node, service, real)
    if not checks:
        return False
    if _is_down(analysis, failures, real):
        return True
    if service.origin == "live":
        return False  # what the kernel's table holds has passed its checks
    return any(_fails(analysis, node, service, real, check) for check in checks)


def _checks(node: Node, service: Service, real: RealServer) -> tuple[HealthCheck, ...]:
    if service.origin != "live":
        return real.checks
    listed = _as_written(node, service).real_servers
    return next((one.checks for one in listed if one.address.key == real.address.key), ())


def _is_down(analysis: Analysis, failures: Failures, real: RealServer) -> bool:
    owner = analysis.cluster.owner(real.address)
    if owner is None:
        return False
    interfaces = {place.interface for place in owner.standing(real.address) or ()}
    return owner.name in failures.nodes or any((owner.name, one) in failures.interfaces for one in interfaces)


def _fails(analysis: Analysis, node: Node, service: Service, real: RealServer, check: HealthCheck) -> bool:
    """Whether a check is shown to fail. It is a flow of its own, from the director; what is not shown is taken to
    succeed."""
    address = check.address or real.address
    owner = analysis.cluster.owner(address)
    if check.kind not in _CONNECTING or owner is None or (owner.listeners is None and owner.netfilter is None):
        return False
    port = check.port or real.port or service.port
    return analysis.once(_never_connects, node, address, port)


def _never_connects(analysis: Analysis, node: Node, address: Address, port: int) -> bool:
    from lvsportal.engine.flows.conclude import conclude
    from lvsportal.engine.walk.simulate import question_from, walk_all

    asked = question_from(analysis.cluster, node.name, address, port)
    if asked is None:
        return False
    found = walk_all(analysis.cluster, asked, state=State(analysis.cluster))
    return conclude(found).value == Conclusion.LOST
