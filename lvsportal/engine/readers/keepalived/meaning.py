"""From the tree to what it means: virtual services, VRRP instances, and what keepalived changes silently
(``check/check_parser.c``, ``check/check_data.c``, ``vrrp/vrrp_parser.c``)."""

from itertools import pairwise

from lvsportal.engine.model.address import parse_prefix
from lvsportal.engine.model.services import DR, NAT, TUN, Configuration, RealServer, Service
from lvsportal.engine.model.vrrp import StaticRoute, SyncDaemon, VirtualAddress, Vrrp
from lvsportal.engine.readers.keepalived import health, rows, silent, tracking, vrrp
from lvsportal.engine.readers.keepalived.free_lines import (
    Head,
    group_heads,
    host_address,
    route,
    virtual_address,
)
from lvsportal.engine.readers.keepalived.free_lines import port as port_of
from lvsportal.engine.readers.keepalived.service_settings import METHODS, Settings, integer
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.source.source import Diagnostic

# ip_vs itself holds fewer in practice; what comes behind is not read.
MOST_SERVICES = 100_000


class Meaning:
    """Collects what the statements of one configuration say."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.groups: dict[str, list[Head]] = {}
        self.services: list[Service] = []
        self.static_addresses: list[VirtualAddress] = []
        self.routes: list[StaticRoute] = []
        self.sync_daemon: SyncDaemon | None = None
        self.router_id = ""
        self.cut_short = False
        self.unread = 0

    def read(self, path: str, root: list[Statement]) -> Configuration:
        """The configuration that the statements make."""
        for statement in root:
            if statement.keyword == "virtual_server_group" and statement.block is not None:
                heads = group_heads(statement, self.tell)
                self.groups.setdefault(statement.argument(), []).extend(heads)
                if not heads:
                    self.tell_at(silent.EMPTY_GROUP, statement, True)
        for statement in root:
            handler = _HANDLERS.get(statement.keyword)
            if handler is not None and statement.block is not None:
                handler(self, statement)
        self._judge_rows(root)
        return Configuration(
            path,
            self.router_id,
            tuple(self.services),
            self._vrrp(root),
            tuple(self.static_addresses),
            tuple(self.routes),
            self.sync_daemon,
            unread=self.unread,
        )

    def _judge_rows(self, root: list[Statement]) -> None:
        """The words of address, route and rule blocks, at the top and in instances."""
        for statement in root:
            for block in (
                (statement, *(statement.block or ())) if statement.keyword == "vrrp_instance" else (statement,)
            ):
                if block.block and block.keyword in _ADDRESS_BLOCKS:
                    rows.addresses(block.block, self.tell)
                elif block.block and block.keyword in ("static_routes", "virtual_routes"):
                    rows.routes(block.block, self.tell, block is not statement)
                elif block.block and block.keyword in ("static_rules", "virtual_rules"):
                    rows.rules(block.block, self.tell)

    def tell_at(self, found: silent.Told, statement: Statement, at_end: bool) -> None:
        """Note what is wrong at the statement, or at the line that closes it."""
        if not at_end:
            self.tell(found, statement)
            return
        span = statement.span()
        self.diagnostics.append(
            Diagnostic(found.severity, found.message, span.source.path, statement.end, 1, found.code)
        )

    def _vrrp(self, root: list[Statement]) -> Vrrp:
        """All about VRRP. keepalived drops a second instance, group or script of the same name."""
        blocks: dict[str, dict[str, Statement]] = {}
        for line in root:
            if line.block is not None:
                blocks.setdefault(line.keyword, {}).setdefault(line.argument(), line)
        defaults = vrrp.defaults([line for line in root if line.keyword == "global_defs"])
        reader = vrrp.InstanceReader(defaults.default_interface, self.tell)
        instances = tuple(reader.read(line) for line in blocks.get("vrrp_instance", {}).values())
        for instance in instances:
            self.routes.extend(instance.virtual_routes)
        files = {**blocks.get("track_file", {}), **blocks.get("vrrp_track_file", {})}
        return Vrrp(
            defaults,
            instances,
            tuple(vrrp.sync_group(line) for line in blocks.get("vrrp_sync_group", {}).values()),
            tuple(tracking.script(line) for line in blocks.get("vrrp_script", {}).values()),
            tuple(tracking.process(line) for line in blocks.get("vrrp_track_process", {}).values()),
            tuple(tracking.file(line) for line in files.values()),
        )

    def tell(self, found: silent.Told | None, statement: Statement, word: int = 0) -> None:
        """Note what keepalived does silently, at a word of the statement."""
        if found is not None:
            span = statement.span(word)
            self.diagnostics.append(
                Diagnostic(found.severity, found.message, span.source.path, span.line, span.column, found.code)
            )

    # -- global and static -------------------------------------------------------------------------------------

    def global_defs(self, statement: Statement) -> None:
        for line in statement.block or ():
            if line.keyword == "router_id":
                self.router_id = line.argument()
            elif line.keyword in ("lvs_sync_daemon", "lvs_sync_daemon_interface"):
                self.sync_daemon = self._sync_daemon(line)

    def _sync_daemon(self, line: Statement) -> SyncDaemon:
        """``lvs_sync_daemon IF [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group A]``: the instance may stand
        behind ``inst`` or right behind the interface."""
        words = [word.text for word in line.words[2:]]
        options = dict(pairwise(words))
        instance = options.get("inst", words[0] if words and words[0] not in _SYNC_NUMBERS else "")
        for option, (low, high) in _SYNC_NUMBERS.items():
            value = options.get(option)
            if value is not None and high and not low <= integer(value, -1) <= high:
                self.tell(silent.unknown_option(f"{option} {value}"), line)
        return SyncDaemon(line.argument(1), instance, line.span())

    def static_ipaddress(self, statement: Statement) -> None:
        for line in statement.block or ():
            address = virtual_address(line, "")
            if address is not None:
                self.static_addresses.append(address)

    def static_routes(self, statement: Statement) -> None:
        for line in statement.block or ():
            found = route(line)
            if found is not None:
                self.routes.append(found)

    # -- virtual servers ---------------------------------------------------------------------------------------

    def virtual_server(self, statement: Statement) -> None:
        if len(self.services) >= MOST_SERVICES:
            if len(self.services) == MOST_SERVICES and not self.cut_short:
                self.cut_short = True
                self.tell(silent.too_many_services(MOST_SERVICES), statement)
            return
        heads = self._heads(statement)
        if not heads:
            return
        lines = statement.block or []
        found = Settings(lines)
        self._defaults(found, heads[0], statement)
        pool = health.quorum(lines)
        checks = health.CheckReader(lines)
        real_servers = self._real_servers(found, heads[0], checks, pool.inhibit)
        if not real_servers:
            self.tell(silent.NO_REAL_SERVER, statement)
        sorry_server = self._sorry(found.sorry, found.method) if found.sorry is not None else None
        at, flags = statement.span(), tuple(found.flags)
        for vip, fwmark, port, family, group in heads:
            self.services.append(
                Service(
                    vip,
                    fwmark,
                    port,
                    found.protocol if vip is not None else "",
                    found.scheduler,
                    found.method,
                    real_servers,
                    found.persistent,
                    "written",
                    at,
                    family,
                    group,
                    sorry_server,
                    flags,
                    "ops" in flags,
                    pool,
                )
            )

    def _defaults(self, found: Settings, head: Head, statement: Statement) -> None:
        """What keepalived fills in where nothing is written, told at the head."""
        vip, fwmark, port, _, group = head
        if not found.method:
            found.method = NAT
            self.tell(silent.DEFAULT_NAT, statement)
        if vip is None:
            if found.protocol and fwmark:
                self.tell(silent.FWMARK_PROTOCOL, statement)
            return
        if not found.protocol:
            found.protocol = "UDP"
            self.tell(silent.DEFAULT_UDP, statement)
        if not port and not found.persistent and not group:
            found.persistent = 360
            self.tell(silent.PORT_ZERO, statement)

    def _heads(self, statement: Statement) -> list[Head]:
        first = statement.argument(1)
        if first == "group":
            heads = self.groups.get(statement.argument(2))
            if heads is None:
                self.tell(silent.unknown_group(statement.argument(2)), statement, 2)
            return heads or []
        if first == "fwmark":
            mark = integer(statement.argument(2), 0)
            if not mark:
                self.tell(silent.bad_mark(statement.argument(2)), statement, 2)
                return []
            return [(None, mark, 0, 4, "")]
        found = parse_prefix(first)
        port = port_of(statement.argument(2))
        if found is None or port is None:
            self.unread += 1
            self.tell(silent.bad_service(first, statement.argument(2)), statement, 1)
            return []
        return [(found[0], 0, port, found[0].family, "")]

    def _real_servers(
        self, settings: Settings, head: Head, checks: health.CheckReader, inhibit: bool
    ) -> tuple[RealServer, ...]:
        method, weight = settings.method, settings.weight
        found: list[RealServer] = []
        seen: set[tuple[int, int, int | None]] = set()
        vip, fwmark, service_port, _, group = head
        for line in settings.real_lines:
            if line.block is None:
                continue
            words = line.words
            address = host_address(words[1].text) if len(words) > 1 else None
            port = port_of(words[2].text) if len(words) > 2 else 0
            if address is None or port is None:
                self.unread += 1
                self.tell(silent.bad_real_server(line.argument(1), line.argument(2)), line, 1)
                continue
            own_weight, own_method = weight, method
            for inner in line.block:
                keyword = inner.words[0].text
                if keyword == "weight":
                    own_weight = integer(inner.argument(), weight)
                elif keyword == "lvs_method" and inner.argument() in METHODS:
                    own_method = inner.argument()
            if vip is not None and vip.family != address.family and own_method != TUN:
                self.tell(silent.FAMILY, line, 1)
                continue
            written = port or None
            key = (address.family, address.value, written)
            if key in seen:
                self.tell(silent.twice(address.text), line, 1)
                continue
            seen.add(key)
            if written is not None and written != service_port and own_method in (DR, TUN):
                self.tell(silent.port_differs(written, service_port, bool(group), bool(fwmark)), line, 2)
            at = line.span(1)
            found.append(
                RealServer(
                    address,
                    written,
                    own_weight,
                    own_method,
                    at,
                    line.span(2) if written is not None else at,
                    checks.read(line.block),
                    inhibit or health.inhibits(line.block),
                )
            )
        return tuple(found)

    def _sorry(self, line: Statement, method: str) -> RealServer | None:
        address = host_address(line.argument(1))
        port = port_of(line.argument(2))
        if address is None or port is None:
            return None
        return RealServer(address, port or None, 1, method, line.span(1), line.span(2))


# Options of lvs_sync_daemon with their bounds (0, 0: no number).
_SYNC_NUMBERS = {"id": (0, 255), "maxlen": (1, 65507), "port": (1, 65535), "ttl": (1, 255), "group": (0, 0)}
_ADDRESS_BLOCKS = ("static_ipaddress", "virtual_ipaddress", "virtual_ipaddress_excluded")
_HANDLERS = {
    "global_defs": Meaning.global_defs,
    "static_ipaddress": Meaning.static_ipaddress,
    "static_routes": Meaning.static_routes,
    "virtual_server": Meaning.virtual_server,
}
