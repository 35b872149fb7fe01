"""Walks as drawings: a circle is drawn as one, what changes is named, labels fit between their columns."""

import re
from typing import Any

from lvsportal.engine.drawing.ladder import Hop, Ladder, lines, parse
from lvsportal.engine.drawing.ladder_svg import svg, text_width
from lvsportal.engine.drawing.walks import ladder_of


def hop(node: str, to: str, ttl: int, dst: str = "10.0.0.100") -> dict[str, Any]:
    packet = {"src": "198.51.100.7", "dst": dst, "protocol": "tcp", "sport": 40000, "dport": 80, "ttl": ttl}
    frame = {"src_mac": "02:00:00:00:00:01", "dst_mac": "02:00:00:00:00:02"}
    return {
        "node": node,
        "to": to,
        "interface": "eth0",
        "action": "DR",
        "frame": frame,
        "packet": packet,
        "note": "",
    }


def circle(laps: int) -> dict[str, Any]:
    hops = [hop("client", "lb1", 64)]
    for lap in range(laps):
        hops += [hop("lb1", "lb2", 63 - 2 * lap), hop("lb2", "lb1", 62 - 2 * lap)]
    return {"outcome": "loop", "hops": [*hops, hop("lb1", "", 1)]}


def test_a_circle_is_two_laps_the_last_one_and_a_count() -> None:
    ladder = ladder_of(circle(31))
    assert [shown.fate for shown in ladder.hops] == ["ok", "lap", "lap", "faded"]
    assert ladder.hops[1].changed == "ttl 63 → 62"
    assert "28 ×" in ladder.hops[3].note
    assert ladder.nodes == ("client", "lb1", "lb2")


def test_a_longer_circle_makes_no_longer_drawing() -> None:
    drawings = [svg(ladder_of(circle(laps)), "") for laps in (4, 31)]
    assert drawings[0].count("<g ") == drawings[1].count("<g ")


def test_what_a_hop_rewrites_is_named_and_the_ttl_with_it() -> None:
    walk = {"outcome": "lost", "hops": [hop("client", "lb1", 64), hop("lb1", "rs1", 63, "10.0.0.21")]}
    assert ladder_of(walk).hops[1].changed == "dst = 10.0.0.21:80, ttl 64 → 63"


def test_only_the_packet_that_is_lost_has_a_cross() -> None:
    walk = {"outcome": "lost", "hops": [hop("client", "lb1", 64), hop("lb1", "rs1", 63)]}
    assert svg(ladder_of(walk), "").count('class="ladder-lost" d=') == 1
    walk["outcome"] = "answered"
    assert 'class="ladder-lost"' not in svg(ladder_of(walk), "")


def test_no_label_is_wider_than_the_columns_it_stands_between() -> None:
    ladder = parse(
        "client | lb1 | rs1\nclient > lb1 : SYN : 198.51.100.7:40000 > 10.0.0.100:80\nlb1 > rs1 : DR：换 MAC，目的地址不变的一个很长的说明"
    )
    drawing = svg(ladder, "")
    columns = [float(x) for x in re.findall(r'class="ladder-node" x="([\d.]+)"', drawing)]
    assert columns[2] - columns[1] > text_width(ladder.hops[1].action, 12)


def test_text_is_escaped() -> None:
    assert "<b>" not in svg(Ladder(("<b>",), (Hop("<b>", "<b>", "<b>"),)), "<b>")


def test_the_same_as_sentences() -> None:
    assert lines(Ladder(("a", "b"), (Hop("a", "b", "DR", "x → y", "", "ttl 64 → 63"),))) == [
        "a → b: DR (x → y · ttl 64 → 63)"
    ]
