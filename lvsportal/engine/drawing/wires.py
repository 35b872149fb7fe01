"""A cluster as a person would draw it: a box a node, a line a segment, dashed what is not shown. SVG from data."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lvsportal.engine.report.types import ClusterData


_WIDTH, _BOX, _GAP, _TOP, _STEP = 132, 64, 16, 12, 56


def drawing(cluster: ClusterData, unknown: str, label: str) -> str:
    """The drawing of a report's ``cluster``; "" where there are more nodes than a picture can hold. ``unknown``: what
    to call the segment that is not shown."""
    shown = cluster["nodes"]
    hidden = cluster["hidden_servers"]
    if not shown or len(shown) + len(hidden) > 24:
        return ""
    boxes: list[tuple[str, str, list[str], bool]] = [
        (node["name"], node["role"], node["vips"], False) for node in shown
    ]
    boxes += [(address, "real_server", [], True) for address in hidden]
    wires = _wires(cluster, unknown)
    width = _GAP + len(boxes) * (_WIDTH + _GAP)
    height = _TOP + _BOX + 24 + _STEP * len(wires)
    at = {name: _GAP + number * (_WIDTH + _GAP) for number, (name, *_) in enumerate(boxes)}
    parts = [
        f'<svg class="wires" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" '
        'xmlns="http://www.w3.org/2000/svg">'
    ]
    for number, (title, ports, dashed) in enumerate(wires):
        parts += _wire(title, ports, dashed, _TOP + _BOX + 34 + number * _STEP, width, at, number)
    for name, role, vips, dashed in boxes:
        parts += _box(name, role, vips, dashed, at[name])
    return "".join([*parts, "</svg>"])


Wire = tuple[str, list[tuple[str, str]], bool]


def _wires(cluster: ClusterData, unknown: str) -> list[Wire]:
    found: list[Wire] = [
        (
            ", ".join(segment["prefixes"][:3]),
            [(port["node"], port["interface"]) for port in segment["ports"]],
            False,
        )
        for segment in cluster["segments"]
    ]
    placed = {name for _, ports, _ in found for name, _ in ports}
    lost = [(node["name"], "?") for node in cluster["nodes"] if node["name"] not in placed]
    lost += [(address, "?") for address in cluster["hidden_servers"]]
    return [*found, (unknown, lost, True)] if lost else found


def _wire(
    title: str, ports: list[tuple[str, str]], dashed: bool, y: int, width: int, at: dict[str, int], number: int
) -> list[str]:
    kind = "wire-unknown" if dashed else "wire"
    ends = sorted(at[name] for name, _ in ports if name in at)
    if not ends:
        return []
    parts = [f'<line class="{kind}" x1="{ends[0]}" y1="{y}" x2="{ends[-1] + _WIDTH}" y2="{y}"/>']
    parts.append(f'<text class="wire-name" x="{ends[0]}" y="{y + 15}">{escape(title)}</text>')
    for name, interface in ports:
        if name not in at:
            continue
        x = at[name] + 24 + number * 22 % (_WIDTH - 40)
        parts.append(f'<line class="{kind}" x1="{x}" y1="{_TOP + _BOX}" x2="{x}" y2="{y}"/>')
        parts.append(f'<text class="wire-port" x="{x + 4}" y="{y - 6}">{escape(interface)}</text>')
    return parts


def _box(name: str, role: str, vips: list[str], dashed: bool, x: int) -> list[str]:
    kind = f"box box-{role}" + (" box-unknown" if dashed else "")
    parts = [f'<rect class="{kind}" x="{x}" y="{_TOP}" width="{_WIDTH}" height="{_BOX}" rx="4"/>']
    parts.append(f'<text class="box-name" x="{x + 10}" y="{_TOP + 22}">{escape(name[:17])}</text>')
    listed = ", ".join(vips[:1]) + (f" +{len(vips) - 1}" if len(vips) > 1 else "")
    if listed:
        parts.append(f'<text class="box-vip" x="{x + 10}" y="{_TOP + 44}">VIP {escape(listed)}</text>')
    return parts
