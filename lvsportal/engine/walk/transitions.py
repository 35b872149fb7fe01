"""What a director's kernel holds once it is backup, where that is not what its files say.

A notify script may add rules that take packets before ip_vs (the well-known REDIRECT), or flush them; a passive ldirectord or pulse
has loaded nothing. What they do is not guessed: evidence taken in that state decides, or the walk goes both ways.
"""

from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.vrrp import Notify
from lvsportal.engine.walk.answer import Answer
from lvsportal.engine.walk.ipvs import address_service
from lvsportal.engine.walk.listeners import redirected
from lvsportal.engine.walk.run import Run
from lvsportal.engine.walk.trace import Packet

_LOADED_BY_ONE = ("ldirectord", "piranha")  # started on the active director only
_NO_TRANSITION = ("notify_stop", "notify_deleted")


def notifies(node: Node, service: Service) -> tuple[Notify, ...]:
    """The scripts that run when the instance with the service's VIP, or its sync group, changes its state."""
    configuration = node.configuration
    if configuration is None:
        return ()
    vrrp = configuration.vrrp
    holding = [
        instance
        for instance in vrrp.instances
        if service.vip is None or any(one.address.key == service.vip.key for one in instance.addresses)
    ]
    names = {instance.name for instance in holding}
    found = [notify for instance in holding for notify in instance.notify]
    found += [
        notify
        for group in vrrp.groups
        if names & {one.name for one in group.members}
        for notify in group.notify
    ]
    return tuple(notify for notify in found if notify.event not in _NO_TRANSITION)


def taken_from_ip_vs(run: Run, node: Node, packet: Packet) -> bool:
    """Whether a packet that another director handed over does not get to ip_vs here: what is shown of the state says so, or both are
    tried."""
    if not run.entries or node.name in run.entries or run.replying or not node.active_services:
        return False
    service = address_service(node, packet.destination, packet.port, packet.protocol)
    if service is None:
        return False
    answer = leaves_alone(node, service)
    return answer.holds is not False and run.chooser.ask(
        node.name, "ip_vs does not get it while backup", answer
    )


def leaves_alone(node: Node, service: Service) -> Answer:
    """Whether ip_vs of a director that is backup does not get the packets of a service that is written there."""
    configuration = node.configuration
    if configuration is not None and configuration.dialect in _LOADED_BY_ONE and node.live is None:
        return Answer(None, (Need(node.name, "ipvsadm-save.txt"),))
    shown = node.in_role.get("backup")
    if shown is not None and (shown.live is not None or shown.netfilter is not None):
        return Answer(_is_without(shown, service))
    if not notifies(node, service) or _was_backup(node, service):
        return Answer(False)
    names = ("iptables-save.txt", "ipvsadm-save.txt")
    return Answer(None, tuple(Need(node.name, name, role="backup") for name in names))


def _is_without(shown: Node, service: Service) -> bool:
    """Whether the kernel has no such service in that state, or rules that take its packets first."""
    if shown.live is not None and all(one.key != service.key for one in shown.live):
        return True
    return (
        service.vip is not None and redirected(shown, service.vip, service.port, service.protocol) is not None
    )


def _was_backup(node: Node, service: Service) -> bool:
    """Whether the node's firewall rules were collected while it did not hold the VIP."""
    if node.netfilter is None or node.addresses is None or service.vip is None:
        return False
    places = node.standing(service.vip) or []
    return not any(node.is_wired(place.interface) for place in places)
