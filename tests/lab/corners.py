"""Corners in which an earlier walk said something else than the kernel: each is asked of it."""

from collections.abc import Iterator

from tests.lab.scenario import QUIET, TWO, VIP, Data, director, flat, probe, scenario, server, table

OPEN = QUIET | {"net.ipv4.conf.all.accept_local": 1}


def corners() -> Iterator[Data]:
    """Replies that find the client's address on the machine that sends them, NAT and DR side by side, NAT to oneself,
    the same address twice, a mark on the way in."""
    balanced = director(ipvs=table(VIP, 80, TWO))
    for name, settings in (("martian", QUIET), ("accept-local", OPEN)):
        wide = [server(number, lo=[f"{VIP}/24"], sysctls=settings) for number in (21, 22)]
        yield scenario(f"corner-whole-prefix-on-lo-{name}", flat(balanced, *wide))
    open_ones = [server(number, sysctls=OPEN) for number in (21, 22)]
    yield scenario("corner-client-on-director-accept-local", flat(balanced, *open_ones), [probe("lb1")])
    routing = {"net.ipv4.ip_forward": 1}
    both = [f"-A -t {VIP}:80 -s rr", f"-a -t {VIP}:80 -r 10.0.0.21:80 -g", f"-a -t {VIP}:80 -r 10.0.0.22:80 -m"]
    yield scenario("corner-dr-and-nat-side-by-side", flat(director(ipvs=both, sysctls=routing)))
    itself = director(
        ipvs=table(VIP, 80, ["10.0.0.11:8080"], "-m"),
        listeners=[("tcp", "0.0.0.0", 8080)],
        sysctls=routing,
    )
    yield scenario("corner-nat-to-itself-on-another-port", flat(itself))
    twice = director(ipvs=table(VIP, 80, ["10.0.0.11:8080", "10.0.0.11:8081"], "-m"), sysctls=routing,
                     listeners=[("tcp", "0.0.0.0", 8080)])  # fmt: skip
    yield scenario("corner-nat-to-itself-on-two-ports", flat(twice))
    marked = director(
        ipvs=table(VIP, 80, TWO, service="-f 3"),
        iptables=["-t mangle -A INPUT -d 10.0.0.100 -p tcp --dport 80 -j MARK --set-mark 3"],
    )
    yield scenario("corner-mark-set-on-input", flat(marked))
