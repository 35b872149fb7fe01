"""The grammar of keepalived.conf as one table: which keyword may stand in which block, with which argument."""

import os
from functools import cache
from typing import Any, NamedTuple


class Keyword(NamedTuple):
    """One row of ``grammar.tsv``. ``kind``: number, seconds, string, boolean, address, word, lines, block, command,
    none or any. ``low``/``high``: the range of a number, None for no bound. ``values``: the words allowed. ``since``: the release
    that brought it, where 2.2 does not know it."""

    name: str
    kind: str
    opens: bool
    low: int | float | None = None
    high: int | float | None = None
    values: tuple[str, ...] = ()
    dialect: str = ""
    since: str = ""


class Block:
    """A block: its keywords, and below them the blocks that they open. ``free``: its lines are no keywords."""

    __slots__ = ("blocks", "free", "keywords", "memo", "path")

    def __init__(self, path: str, free: bool = False) -> None:
        self.path = path
        self.free = free
        self.keywords: dict[str, Keyword] = {}
        self.blocks: dict[str, Block] = {}
        self.memo: dict[Any, Any] = {}  # of the tree builder: what it found out about a line in this block


# Keywords of the forks; recognised so that they are not taken for misspellings.
_DIALECT = {
    "virtual_server": {
        "laddr_group_name": "Alibaba LVS, DPVS",
        "daddr_group_name": "DPVS",
        "syn_proxy": "Alibaba LVS, DPVS",
        "est_timeout": "Alibaba LVS, DPVS",
        "conn_timeout": "DPVS",
        "expire_quiescent_conn": "Alibaba LVS, DPVS",
        "vip_bind_dev": "DPVS",
        "hash_target": "DPVS",
        "bps": "DPVS",
        "limit_proportion": "DPVS",
        "quic": "DPVS",
        "proxy_protocol": "DPVS",
        "blklst_addr_group": "DPVS",
        "whtlst_addr_group": "DPVS",
        "blklst_addr_gname": "DPVS",
        "whtlst_addr_gname": "DPVS",
    },
    "vrrp_instance": {"dpdk_interface": "DPVS"},
    "virtual_server/real_server/TCP_CHECK": {"nb_sock_retry": "DPVS"},
    "virtual_server/real_server/UDP_CHECK": {"nb_sock_retry": "DPVS"},
}
_DIALECT_BLOCKS = (
    "local_address_group",
    "deny_address_group",
    "allow_address_group",
    "daddr_group",
    "tunnel_entry",
)

# Words of other versions than the table's: kept working, named as such.
OTHER_VERSIONS = {
    "nat_mask": ("1.1 – 1.2", "virtual_server"),
    "nb_get_retry": ("1.1 – 2.0", "virtual_server/real_server/HTTP_GET"),
    "syn_proxy": ("Alibaba LVS", "virtual_server"),
}


def _number(text: str) -> int | float | None:
    return (float(text) if "." in text else int(text)) if text else None


@cache
def grammar() -> Block:
    """The root block, with all below it. Shared: read only, but for ``memo``."""
    with open(os.path.join(os.path.dirname(__file__), "grammar.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    blocks = {"": Block("")}
    for path, name, kind, opens, extra, since in rows:
        low = high = None
        values: tuple[str, ...] = ()
        if ".." in extra:
            low, high = map(_number, extra.split("..", 1))
        elif extra:
            values = tuple(extra.split(","))
        parent = _block(blocks, path)
        parent.keywords[name] = Keyword(name, kind, bool(opens), low, high, values, since=since)
        if opens:
            full = f"{path}/{name}" if path else name
            _block(blocks, full).free = kind == "lines"
    for path, words in _DIALECT.items():
        for name, dialect in words.items():
            blocks[path].keywords.setdefault(name, Keyword(name, "any", False, dialect=dialect))
    for name in _DIALECT_BLOCKS:
        blocks[""].keywords[name] = Keyword(name, "any", True, dialect="Alibaba LVS, DPVS")
        _block(blocks, name).free = True
    return blocks[""]


def _block(blocks: dict[str, Block], path: str) -> Block:
    found = blocks.get(path)
    if found is None:
        found = blocks[path] = Block(path)
        above, _, name = path.rpartition("/")
        _block(blocks, above).blocks[name] = found
    return found


@cache
def homes(keyword: str) -> tuple[str, ...]:
    """Paths of the blocks in which the keyword may stand, the shortest first; ``""`` is the top level."""
    found: list[str] = []
    todo = [grammar()]
    while todo:
        block = todo.pop()
        if keyword in block.keywords:
            found.append(block.path)
        todo.extend(block.blocks.values())
    return tuple(sorted(found, key=lambda path: (path.count("/"), path)))
