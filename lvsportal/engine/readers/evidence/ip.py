"""``ip -j addr``, ``ip -j -d link``, ``ip -j route show table all``, ``ip -j rule`` (iproute2's JSON)."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from lvsportal.engine.model.address import Prefix, parse_address, parse_prefix, prefix_of
from lvsportal.engine.model.node import InterfaceAddress, Link, Neighbour, Node, PolicyRule, Route
from lvsportal.engine.readers.evidence import iptext
from lvsportal.engine.readers.evidence.values import Places, length_of, mac_of, whole
from lvsportal.engine.source.source import Source


class NotUnderstood(ValueError):
    """The file is not what its name says."""


def objects(source: Source, as_text: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The objects of a JSON list, or the rows that ``as_text`` finds in the command's text form; an empty file is an
    empty list.

    :raises NotUnderstood: it is neither.
    """
    if not source.text.strip():
        return []
    if not source.text.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        rows = as_text(source.text.replace("\r", ""))
        if not rows:
            raise NotUnderstood("neither JSON nor the command's text form")
        return rows
    try:
        found = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(str(error)) from error
    if not isinstance(found, list):
        raise NotUnderstood("not a list")
    return [row for row in found if isinstance(row, dict)]


def read_addresses(node: Node, source: Source) -> None:
    """Interfaces and their addresses; links too where ``ip -d link`` was not given."""
    found: list[InterfaceAddress] = []
    places = Places(source)
    for row in objects(source, iptext.interfaces):
        name = str(row.get("ifname", ""))
        if row.get("flags") and "UP" not in row["flags"]:
            continue  # the kernel has taken its local routes away
        for shown in row.get("addr_info") or ():
            address = parse_address(str(shown.get("local", "")))
            if address is None or shown.get("tentative") or shown.get("dadfailed"):
                continue
            length = length_of(shown.get("prefixlen", address.bits), address)
            at = places.under(name, address.text)
            found.append(InterfaceAddress(address, length, name, str(shown.get("scope", "global")), at))
    node.addresses = tuple(found)
    if node.links is None:
        read_links(node, source)


_TYPES = {"ipip": "ipip", "sit": "sit", "gre": "gre", "tunnel6": "ip6tnl", "loopback": "loopback"}


def read_links(node: Node, source: Source) -> None:
    links: dict[str, Link] = {}
    places = Places(source)
    for row in objects(source, iptext.interfaces):
        name = str(row.get("ifname", ""))
        info = row.get("linkinfo") or {}
        links[name] = Link(
            name,
            mac_of(row.get("address", "")),
            str(info.get("info_kind", "") or _TYPES.get(str(row.get("link_type", "")), "")),
            str(row.get("master", "")),
            whole(row.get("mtu", 0)),
            places.at(name),
            frozenset(str(flag) for flag in row.get("flags") or ()),
        )
    node.links = links


def read_routes(node: Node, source: Source) -> None:
    routes = list(_routes(source))
    node.routes = tuple(routes)
    node.routes_complete = any(route.table == "local" for route in routes)


def _routes(source: Source) -> Iterator[Route]:
    places = Places(source)
    for row in objects(source, iptext.routes):
        text = str(row.get("dst", ""))
        hops = row.get("nexthops") or [row]
        for hop in hops:
            via = hop.get("via")
            gateway_text = hop.get("gateway") or (via.get("host") if isinstance(via, dict) else "") or ""
            gateway = parse_address(str(gateway_text))
            if text == "default":
                six = (
                    row.get("family") == "inet6"
                    or (gateway is not None and gateway.family == 6)
                    or "pref" in row
                )
                prefix = Prefix(6 if six else 4, 0, 0)
            else:
                found = parse_prefix(text)
                if found is None:
                    continue
                prefix = prefix_of(*found)
            yield Route(
                prefix,
                gateway,
                str(hop.get("dev", row.get("dev", ""))),
                str(row.get("table", "main")),
                str(row.get("type", "unicast")),
                whole(row.get("metric", 0) or 0),
                places.at(text),
                parse_address(str(hop.get("prefsrc", row.get("prefsrc", "")))),
            )


_KNOWN_SELECTORS = {
    "priority",
    "src",
    "srclen",
    "dst",
    "dstlen",
    "fwmark",
    "fwmask",
    "table",
    "iif",
    "protocol",
    "action",
}


def read_rules(node: Node, source: Source) -> None:
    rules: list[PolicyRule] = []
    for row in objects(source, iptext.rules):
        mark = row.get("fwmark")
        rules.append(
            PolicyRule(
                whole(row.get("priority", 0)),
                str(row.get("table", "")),
                _selector(row, "src"),
                _selector(row, "dst"),
                whole(mark) if mark is not None else None,
                whole(row.get("fwmask", "0xffffffff")),
                str(row.get("iif", "")),
                tuple(sorted(set(row) - _KNOWN_SELECTORS)),
                str(row.get("action", "")) if "table" not in row else "",
            )
        )
    node.rules = tuple(sorted(rules, key=lambda rule: rule.priority))


def _selector(row: dict[str, Any], name: str) -> Prefix | None:
    text = str(row.get(name, "all"))
    address = parse_address(text)
    if address is None:
        return None
    return prefix_of(address, length_of(row.get(f"{name}len", address.bits), address))


def read_neighbours(node: Node, source: Source) -> None:
    """Who was seen with which MAC: true for the moment it was asked."""
    found: list[Neighbour] = []
    places = Places(source)
    for row in objects(source, iptext.neighbours):
        address = parse_address(str(row.get("dst", "")))
        if address is not None and row.get("lladdr"):
            at = places.at(address.text)
            found.append(Neighbour(address, mac_of(row["lladdr"]), str(row.get("dev", "")), at))
    node.neighbours = tuple(found)
