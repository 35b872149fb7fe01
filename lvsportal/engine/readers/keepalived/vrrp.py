"""``vrrp_instance``, ``vrrp_sync_group`` and what ``global_defs`` says about VRRP (``vrrp/vrrp_parser.c``,
``core/global_parser.c``). Where a setting is repeated the last one counts, as there."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lvsportal.engine.model.address import Address, parse_address
from lvsportal.engine.model.vrrp import (
    Authentication,
    Garp,
    Member,
    Peer,
    SyncGroup,
    VirtualAddress,
    VrrpDefaults,
    VrrpInstance,
)
from lvsportal.engine.readers.keepalived import silent
from lvsportal.engine.readers.keepalived.free_lines import host_address, route, virtual_address
from lvsportal.engine.readers.keepalived.tracking import notify, tracking
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.readers.keepalived.values import number, seconds, switch

Tell = Callable[[silent.Told | None, Statement], None]
Setters = dict[str, tuple[str, Callable[[Statement], Any]]]  # keyword → the field it fills, and by what


def _text(line: Statement) -> str:
    return line.argument()


def _number(line: Statement) -> int | None:
    return number(line.argument())


def _seconds(line: Statement) -> float | None:
    return seconds(line.argument())


def _address(line: Statement) -> Address | None:
    return parse_address(line.argument())


def _source(line: Statement) -> Peer | None:
    found = host_address(line.argument())
    return Peer(found, line.span(1)) if found is not None else None


def _yes(line: Statement) -> bool:
    return True


def _no(line: Statement) -> bool:
    return False


_INSTANCE: Setters = {
    "interface": ("interface", _text),
    "state": ("state", _text),
    "virtual_router_id": ("virtual_router_id", _number),
    "priority": ("priority", _number),
    "version": ("version", _number),
    "native_ipv6": ("native_ipv6", _yes),
    "advert_int": ("advert_int", _seconds),
    "down_timer_adverts": ("down_timer_adverts", _number),
    "unicast_src_ip": ("unicast_src_ip", _source),
    "mcast_src_ip": ("mcast_src_ip", _source),
    "mcast_dst_ip": ("mcast_dst_ip", _address),
    "unicast_fault_no_peer": ("unicast_fault_no_peer", switch),
    "unicast_ttl": ("unicast_ttl", _number),
    "check_unicast_src": ("check_unicast_src", switch),
    "skip_check_adv_addr": ("skip_check_adv_addr", switch),
    "track_src_ip": ("track_src_ip", _yes),
    "dont_track_primary": ("dont_track_primary", _yes),
    "use_vmac": ("vmac", _text),
    "vmac_xmit_base": ("vmac_xmit_base", _yes),
    "nopreempt": ("nopreempt", _yes),
    "preempt": ("nopreempt", _no),
    "preempt_delay": ("preempt_delay", _seconds),
    "accept": ("accept", _yes),
    "no_accept": ("accept", _no),
    "strict_mode": ("strict", switch),
    "lvs_sync_daemon_interface": ("sync_daemon", _text),
}
_DEFAULTS: Setters = {
    "vrrp_version": ("version", _number),
    "vrrp_strict": ("strict", _yes),
    "default_interface": ("default_interface", _text),
    "dynamic_interfaces": ("dynamic_interfaces", _yes),
    "enable_script_security": ("enable_script_security", _yes),
    "script_user": ("script_user", _text),
    "vrrp_mcast_group4": ("mcast_group4", _address),
    "vrrp_mcast_group6": ("mcast_group6", _address),
    "vrrp_check_unicast_src": ("check_unicast_src", _yes),
    "vrrp_skip_check_adv_addr": ("skip_check_adv_addr", switch),
    "unicast_fault_no_peer": ("unicast_fault_no_peer", switch),
    "vrrp_startup_delay": ("startup_delay", lambda line: seconds(line.argument()) or 0.0),
    "vrrp_down_timer_adverts": ("down_timer_adverts", _number),
}
_GARP: Setters = {
    "garp_master_delay": ("master_delay", _seconds),
    "garp_master_refresh": ("master_refresh", _seconds),
    "garp_master_repeat": ("master_repeat", _number),
    "garp_master_refresh_repeat": ("master_refresh_repeat", _number),
    "garp_lower_prio_delay": ("lower_prio_delay", _seconds),
    "garp_lower_prio_repeat": ("lower_prio_repeat", _number),
    "higher_prio_send_advert": ("higher_prio_send_advert", switch),
    "lower_prio_no_advert": ("lower_prio_no_advert", switch),
}
_GLOBAL_GARP: Setters = {f"vrrp_{keyword}": setter for keyword, setter in _GARP.items()}


def _settings(lines: Iterable[Statement], setters: Setters) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in lines:
        setter = setters.get(line.keyword)
        if setter is not None and line.block is None:
            found[setter[0]] = setter[1](line)
    return found


def defaults(statements: Iterable[Statement]) -> VrrpDefaults:
    """What the ``global_defs`` blocks say about VRRP, several of them together."""
    lines = [line for statement in statements for line in statement.block or ()]
    found = VrrpDefaults(
        {line.keyword: line.span(1) for line in lines if line.block is None}, **_settings(lines, _DEFAULTS)
    )
    garp = _settings(lines, _GLOBAL_GARP)
    return found._replace(garp=Garp(**garp)) if garp else found


class InstanceReader:
    """Reads ``vrrp_instance`` blocks; ``tell`` takes what is wrong at a line."""

    def __init__(self, default_interface: str, tell: Tell) -> None:
        self.default_interface = default_interface
        self.tell = tell

    def read(self, statement: Statement) -> VrrpInstance:
        """One instance."""
        lines = statement.block or ()
        plain = _settings(lines, _INSTANCE)
        plain["interface"] = plain.get("interface") or self.default_interface
        if "nopreempt" in plain:
            nopreempt = next(line for line in lines if line.keyword in ("nopreempt", "preempt"))
            self.tell(silent.nopreempt(plain.get("state", "")), nopreempt)
        if "virtual_router_id" not in plain:
            self.tell(silent.no_router_id(statement.argument()), statement)
        return VrrpInstance(
            statement.argument(),
            statement.span(),
            {line.keyword: line.span(1) for line in lines},
            **plain,
            virtual_addresses=tuple(self._addresses(lines, "virtual_ipaddress", plain["interface"])),
            excluded_addresses=tuple(self._addresses(lines, "virtual_ipaddress_excluded", plain["interface"])),
            virtual_routes=tuple(
                found
                for line in lines
                if line.keyword == "virtual_routes"
                for row in line.block or ()
                if (found := route(row))
            ),
            family_first=_first_family(lines),
            peers=tuple(self._peers(lines)),
            has_peer_block=any(line.keyword == "unicast_peer" for line in lines),
            authentication=self._authentication(lines),
            tracking=tracking(lines),
            garp=Garp(**_settings(lines, _GARP)),
            notify=notify(lines),
            unfinished=tuple(found.span() for line in lines for found in _unfinished(line)),
        )

    def _addresses(self, lines: Iterable[Statement], keyword: str, interface: str) -> Iterator[VirtualAddress]:
        for row in _rows(lines, keyword):
            address = virtual_address(row, interface)
            if address is not None:
                yield address
            else:
                self.tell(silent.bad_address(row.keyword), row)

    def _peers(self, lines: Iterable[Statement]) -> Iterator[Peer]:
        for row in _rows(lines, "unicast_peer"):
            address = host_address(row.keyword)
            if address is not None:
                yield Peer(address, row.span(), _option(row, "min_ttl"), _option(row, "max_ttl"))
            else:
                self.tell(silent.bad_address(row.keyword), row)

    def _authentication(self, lines: Iterable[Statement]) -> Authentication | None:
        block = next((line for line in lines if line.keyword == "authentication"), None)
        if block is None:
            return None
        found = Authentication("", "", block.span())
        for line in block.block or ():
            if line.keyword == "auth_pass":
                found = found._replace(password=line.argument(), at=line.span(1))
                if len(line.argument()) > 8:
                    self.tell(silent.AUTH_PASS_CUT, line)
            elif line.keyword == "auth_type":
                found = found._replace(kind=line.argument())
        return found


# Settings that end the daemon where their argument is missing (``lib/vector.c: strvec_slot``).
_WITH_ARGUMENT = frozenset(
    keyword
    for keyword, (_, read) in _INSTANCE.items()
    if read not in (_yes, _no, switch) and keyword != "use_vmac"
)


def _unfinished(line: Statement) -> Iterator[Statement]:
    if line.keyword == "authentication":
        for row in line.block or ():
            if row.keyword in ("auth_type", "auth_pass") and len(row.words) < 2:
                yield row
    elif line.keyword in _WITH_ARGUMENT and len(line.words) < 2:
        yield line


def _rows(lines: Iterable[Statement], keyword: str) -> Iterator[Statement]:
    """The rows of all blocks of one keyword: several of them add up."""
    for line in lines:
        if line.keyword == keyword:
            yield from line.block or ()


def _option(row: Statement, keyword: str) -> int | None:
    words = [word.text for word in row.words]
    return number(words[words.index(keyword) + 1]) if keyword in words[:-1] else None


def _first_family(lines: Iterable[Statement]) -> int:
    """The family that the first address in the block sets (``vrrp_data.c: alloc_vrrp_vip, alloc_vrrp_unicast_peer``)."""
    for line in lines:
        if line.keyword == "native_ipv6":
            return 6
        if line.keyword in ("virtual_ipaddress", "unicast_peer"):
            candidates = [row.keyword for row in line.block or ()]
        elif line.keyword in ("unicast_src_ip", "mcast_src_ip"):
            candidates = [line.argument()]
        else:
            continue
        for text in candidates:
            address = parse_address(text.partition("/")[0])
            if address is not None:
                return address.family
    return 0


def sync_group(statement: Statement) -> SyncGroup:
    """One ``vrrp_sync_group``; ``group { A B }`` may name several in a line."""
    lines = statement.block or ()
    members = [
        Member(word.text, row.span(place))
        for row in _rows(lines, "group")
        for place, word in enumerate(row.words)
    ]
    return SyncGroup(
        statement.argument(),
        tuple(members),
        statement.span(),
        tracking(lines),
        any(line.keyword == "sync_group_tracking_weight" for line in lines),
        notify(lines),
    )
