"""What grows with VIPs, instances and services is counted: twice as many cost about twice as much, never four times."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle, from_files

from .pairs import instance

SERVICE = "virtual_server {} 80 {{\n lb_kind NAT\n protocol TCP\n real_server 192.168.1.9 80 {{\n }}\n}}\n"


def vip(number: int) -> str:
    return f"10.{number // 200}.{number % 200}.1"


def with_vips(count: int) -> Bundle:
    """Two nodes, one instance with many VIPs, a service on each."""
    vips = " ".join(vip(number) for number in range(count))
    services = "".join(SERVICE.format(vip(number)) for number in range(count))
    texts = {f"lb{n}/keepalived.conf": instance(150 - n, vips=vips) + services for n in (1, 2)}
    return from_files([(path, text.encode()) for path, text in texts.items()])


def with_instances(count: int) -> Bundle:
    """Two nodes with many instances of one VIP."""
    return from_files(
        [
            (
                f"lb{node}/keepalived.conf",
                "".join(
                    instance(
                        150 - node, name=f"V{n}", vrid=n % 255 + 1, interface=f"eth{n // 255}", vips=vip(n)
                    )
                    for n in range(count)
                ).encode(),
            )
            for node in (1, 2)
        ]
    )


def calls(run: Callable[[], object]) -> int:
    """How many calls of our own functions it takes."""
    count = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("definition", [with_vips, with_instances])
def test_twice_as_much_is_twice_the_work(definition: Callable[[int], Bundle]) -> None:
    small, large = definition(100), definition(200)
    review(small)
    first, second = calls(lambda: review(small)), calls(lambda: review(large))
    assert second < 2.5 * first
