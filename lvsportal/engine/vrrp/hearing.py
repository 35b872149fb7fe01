"""Whose advertisements an instance accepts (``vrrp/vrrp.c: vrrp_check_packet``): judged pair by pair, in one direction.

A refused advertisement is as if it had never been sent.
"""

from enum import StrEnum
from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need
from lvsportal.engine.source.source import Span
from lvsportal.engine.vrrp.path import Obstacle, Way, source_of, way
from lvsportal.engine.vrrp.router import Router
from lvsportal.engine.walk.world import World


class Refusal(StrEnum):
    """Why an instance does not take another's adverts; the way's obstacles are ``WAY``."""

    UNICAST = "unicast"  # one sends to peers, the other to a group
    GROUP = "group"
    AUTH_TYPE = "auth_type"
    AUTH_DATA = "auth_data"
    VERSION = "version"
    INTERVAL = "interval"
    VIP_COUNT = "vip_count"
    VIP_LIST = "vip_list"
    NOT_A_PEER = "not_a_peer"  # the sender does not send to the receiver
    OTHER_ADDRESS = "other_address"  # it sends to an address that the receiver's socket is not bound to
    SOURCE_CHECK = "source_check"
    TTL = "ttl"
    WAY = "way"


class Hearing(NamedTuple):
    """Whether ``receiver`` accepts what ``sender`` says, as BACKUP and as MASTER; None where what is shown does not
    tell. ``places``: the two settings, or the one rule, that decide."""

    sender: Router
    receiver: Router
    as_backup: bool | None
    as_master: bool | None
    refusal: Refusal | None = None
    way: Way | None = None
    places: tuple[Span, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def obstacle(self) -> Obstacle | None:
        return self.way.obstacle if self.way is not None else None

    @property
    def never(self) -> bool:
        """Whether it is certain that nothing is ever accepted."""
        return self.as_backup is False and self.as_master is False


def hearing(world: World, sender: Router, receiver: Router) -> Hearing:
    """Of two instances with one VRID and family on two nodes."""
    refused = _sockets(sender, receiver) or _contents(sender, receiver)
    if refused is not None:
        kind, keyword = refused
        places = (receiver.instance.place(keyword), sender.instance.place(keyword))
        return Hearing(sender, receiver, False, False, kind, places=places)
    addressed = _addressed(sender, receiver)
    if addressed is not None:
        return Hearing(sender, receiver, False, False, addressed, places=_peer_places(sender, receiver))
    found = way(world, sender, receiver)
    checked = _source_checks(sender, receiver, found)
    if checked is not None:
        return Hearing(sender, receiver, False, False, checked, found, _peer_places(receiver, sender))
    lost = found.arrives is not True or found.as_master is not True
    return Hearing(
        sender,
        receiver,
        found.arrives,
        found.as_master,
        Refusal.WAY if lost and found.obstacle is not None else None,
        found,
        (found.at,) if found.at is not None else (),
        found.needs,
    )


def _sockets(sender: Router, receiver: Router) -> tuple[Refusal, str] | None:
    """Sockets that do not meet: protocol 51 or 112, group or own address."""
    if (sender.auth[0] == "AH") != (receiver.auth[0] == "AH"):
        return Refusal.AUTH_TYPE, "authentication"
    if sender.is_unicast != receiver.is_unicast:
        return Refusal.UNICAST, "unicast_peer"
    if sender.group is not None and receiver.group is not None and sender.group.key != receiver.group.key:
        return Refusal.GROUP, "mcast_dst_ip"
    return None


def _contents(sender: Router, receiver: Router) -> tuple[Refusal, str] | None:
    """What the packet itself says, in the order of ``vrrp_check_packet``."""
    if sender.version != receiver.version:
        return Refusal.VERSION, "version"
    if receiver.version == 2:
        if sender.auth[0] != receiver.auth[0]:
            return Refusal.AUTH_TYPE, "authentication"
        if sender.auth != receiver.auth:
            return Refusal.AUTH_DATA, "authentication"
        if sender.advert != receiver.advert:
            return Refusal.INTERVAL, "advert_int"
    if len(sender.vips) != len(receiver.vips):
        return Refusal.VIP_COUNT, "virtual_ipaddress"
    if not receiver.vip_keys <= sender.vip_keys:
        return Refusal.VIP_LIST, "virtual_ipaddress"
    return None


def _addressed(sender: Router, receiver: Router) -> Refusal | None:
    """Whether the sender's peers name the address that the receiver's socket is bound to."""
    if not sender.is_unicast:
        return None
    target = source_of(receiver)
    peers = {peer.address.key for peer in sender.peers}
    if target is not None:
        if target.key in peers:
            return None
        own = {shown.address.key for shown in receiver.node.addresses or ()}
        return Refusal.OTHER_ADDRESS if own & peers else Refusal.NOT_A_PEER
    return None if peers - _known_own(sender) else Refusal.NOT_A_PEER


def _known_own(router: Router) -> set[tuple[int, int]]:
    """The addresses that the node is known to have itself."""
    own = {shown.address.key for shown in router.node.addresses or ()}
    source = source_of(router)
    return own | {source.key} if source is not None else own


def _source_checks(sender: Router, receiver: Router, found: Way) -> Refusal | None:
    """``check_unicast_src`` and the TTLs of peers; both look the source up in the receiver's own peers."""
    if not receiver.is_unicast:
        return None
    written = receiver.instance.check_unicast_src
    defaults = receiver.node.configuration.vrrp.defaults if receiver.node.configuration is not None else None
    if written is None:
        written = defaults.check_unicast_src if defaults is not None else False
    limited = any(peer.min_ttl is not None or peer.max_ttl is not None for peer in receiver.peers)
    source = source_of(sender)
    if not (written or limited) or source is None:
        return None
    peer = next((one for one in receiver.peers if one.address.key == source.key), None)
    if peer is None:
        return Refusal.SOURCE_CHECK
    ttl = (sender.instance.unicast_ttl or 255) - found.hops
    low, high = peer.min_ttl or 0, peer.max_ttl if peer.max_ttl is not None else 255
    return None if low <= ttl <= high else Refusal.TTL


def _peer_places(owner: Router, other: Router) -> tuple[Span, ...]:
    """The peers of one, and the source of the other."""
    source = other.instance.source_address
    return (
        owner.instance.place("unicast_peer"),
        source.at if source is not None else other.instance.place("interface"),
    )


def same_source(one: Router, other: Router) -> bool:
    """Whether both send from one address."""
    first, second = source_of(one), source_of(other)
    return first is not None and second is not None and first.key == second.key


def higher_source(one: Router, other: Router) -> bool | None:
    """Whether the first sends from the higher address; None where that is not shown."""
    first: Address | None = source_of(one)
    second = source_of(other)
    if first is None or second is None:
        return None
    return first.value > second.value
