"""Two directors that are each other's real servers, with many services: the whole review, fixes proven, grows as they do."""

import time

from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle, from_files

NODES = (("lb1", "10.0.0.11", "10.0.0.12", 150), ("lb2", "10.0.0.12", "10.0.0.11", 100))


def pair(count: int) -> Bundle:
    """A pair with ``count`` services on one VIP, each balanced over both directors."""
    files = []
    for name, own, peer, priority in NODES:
        head = (
            f"vrrp_instance VI_1 {{\n interface eth0\n virtual_router_id 51\n priority {priority}\n unicast_src_ip {own}\n"
            f" unicast_peer {{\n {peer}\n }}\n virtual_ipaddress {{\n 10.0.0.100/24\n }}\n}}\n"
        )
        services = "".join(
            f"virtual_server 10.0.0.100 {port} {{\n lb_algo rr\n lb_kind DR\n protocol TCP\n"
            f" real_server 10.0.0.11 {port} {{\n }}\n real_server 10.0.0.12 {port} {{\n }}\n}}\n"
            for port in range(1000, 1000 + count)
        )
        files.append((f"{name}/keepalived.conf", (head + services).encode()))
    return from_files(files)


def seconds(count: int) -> float:
    """The least processor time of two reviews."""
    bundle, times = pair(count), []
    for _ in range(2):
        before = time.process_time()
        assert review(bundle)["summary"]["gate"] == "fail"
        times.append(time.process_time() - before)
    return min(times)


def test_twice_as_many_services_in_a_circle_take_twice_the_time() -> None:
    first, second = seconds(250), seconds(500)
    assert second < 2.8 * first, (first, second)
