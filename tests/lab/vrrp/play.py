"""Plays an experiment on real daemons and writes down what was seen; compares what was seen with the simulation."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypedDict

from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.simulation import ClusterState, Simulation
from tests.lab.vrrp.cases import Case
from tests.lab.vrrp.daemons import Network, pause

_APART = 0.15  # seconds between two starts, or a tie is a matter of milliseconds
_MARGIN = 1.2  # seconds beyond what a state takes


class Seen(TypedDict):
    """``masters``: the nodes in MASTER by instance; ``holders``: the nodes with the address by VIP."""

    masters: dict[str, list[str]]
    holders: dict[str, list[str]]


class Recording(TypedDict):
    """An experiment: the files that describe it, and what was seen by state."""

    name: str
    files: dict[str, str]
    seen: dict[str, Seen]


class Difference(NamedTuple):
    name: str
    state: str
    what: str
    simulated: str
    seen: str


def simulate(files: dict[str, str]) -> Simulation:
    """The simulation of the definition that the files are."""
    return Simulation(read_bundle(from_files([(path, text.encode()) for path, text in files.items()])).cluster)


def events_of(name: str) -> tuple[Event, ...]:
    """The events that a state's id names."""
    return tuple(_event(part) for part in name.split("+"))


def _event(name: str) -> Event:
    node, colon, rest = name.partition(":")
    if "|" in name:
        one, _, other = name.partition("|")
        return Event(EventKind.CUT, one, other)
    if not colon:
        return Event(EventKind.NODE, node)
    if rest.startswith("keepalived"):
        return Event(EventKind.HANG if rest.endswith("/hang") else EventKind.DAEMON, node)
    return Event(EventKind.INTERFACE if rest.startswith("eth") else EventKind.SCRIPT, node, rest)


# -- playing -----------------------------------------------------------------------------------------------------


def play(one: Case) -> Recording:
    """Play it once."""
    with Network(one.interfaces) as network:
        for node, text in one.configurations.items():
            network.configure(node, text)
            network.nodes[node].run(one.commands.get(node, "true"))
        files = dict(one.files)
        for node, text in one.configurations.items():
            shown = network.evidence(node)
            files[f"{node}/keepalived.conf"] = text
            files.update({f"{node}/{name}": body for name, body in shown.items()})
        simulated = simulate(files)
        for node in one.configurations:
            network.start(node)
            pause(_APART)
        seen = {"today": _watch(network, simulated, simulated.today())}
        for name in one.events:
            events = events_of(name)
            for event in events:
                _happen(event, network)
            seen[name] = _watch(network, simulated, (simulated.after(events),))
            for event in events:
                _undo(event, network, one)
            seen[f"{name}/back"] = _watch(network, simulated, (simulated.after(events, back=True),))
            if seen[f"{name}/back"] != seen["today"]:
                _begin_again(network, one, simulated)
        return Recording(name=one.name, files=files, seen=seen)


def _begin_again(network: Network, one: Case, simulated: Simulation) -> None:
    """The next event happens to the cluster as it was at first."""
    for node in one.configurations:
        network.stop(node)
    for node in one.configurations:
        network.start(node)
        pause(_APART)
    _watch(network, simulated, simulated.today())


def _watch(network: Network, simulated: Simulation, expected: tuple[ClusterState, ...]) -> Seen:
    """What there is once it should be at rest; looked at again, and later, where it is not as expected."""
    first = expected[0]
    pause(max((change.time for change in first.changes), default=0) / 1e6 + _delay(first) + _MARGIN)
    seen = _look(network, simulated)
    for wait in (1.0, 2.5):
        if any(not list(differences("", state, seen)) for state in expected):
            break
        pause(wait)
        seen = _look(network, simulated)
    return seen


def _delay(state: ClusterState) -> float:
    """Until a script's failure or success counts."""
    return 4.2 if any(event.kind is EventKind.SCRIPT for event in state.events) else 0.0


def _look(network: Network, simulated: Simulation) -> Seen:
    state = simulated.today()[0]
    by_node = {node: network.masters(node) for node in network.nodes}
    addresses = {node: network.addresses(node) for node in network.nodes}
    return Seen(
        masters={name: [node for node in by_node if name in by_node[node]] for name in state.masters},
        holders={vip: [node for node in addresses if vip in addresses[node]] for vip in state.holders},
    )


def _happen(event: Event, network: Network) -> None:
    if event.kind is EventKind.NODE:
        network.lose_power(event.node)
    elif event.kind is EventKind.DAEMON:
        network.stop(event.node)
    elif event.kind is EventKind.HANG:
        network.signal(event.node, "STOP")
    elif event.kind is EventKind.INTERFACE:
        network.pull(event.node, event.name, True)
    elif event.kind is EventKind.CUT:
        network.switch.run(
            f"bridge link set dev {event.node}.eth0 isolated on; bridge link set dev {event.name}.eth0 isolated on"
        )
    else:
        network.nodes[event.node].run(f"touch /run/fail_{event.name}")


def _undo(event: Event, network: Network, one: Case) -> None:
    if event.kind is EventKind.NODE:
        network.power_on(event.node, one.interfaces[event.node])
    elif event.kind is EventKind.DAEMON:
        network.start(event.node)
    elif event.kind is EventKind.HANG:
        network.signal(event.node, "CONT")
    elif event.kind is EventKind.INTERFACE:
        network.pull(event.node, event.name, False)
    elif event.kind is EventKind.CUT:
        network.switch.run(
            f"bridge link set dev {event.node}.eth0 isolated off; bridge link set dev {event.name}.eth0 isolated off"
        )
    else:
        network.nodes[event.node].run(f"rm -f /run/fail_{event.name}")


def play_all(listed: list[Case], at_once: int = 6) -> Iterator[Recording]:
    """Several side by side: they mostly wait."""
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(play, listed)


# -- comparing ---------------------------------------------------------------------------------------------------


def compare(recording: Recording) -> Iterator[Difference]:
    """Where the simulation says something else than the daemons did; of today any of its alternatives will do."""
    simulated = simulate(recording["files"])
    for name, seen in recording["seen"].items():
        bare = name.removesuffix("/back")
        if name == "today":
            found = [list(differences(recording["name"], state, seen)) for state in simulated.today()]
            yield from min(found, key=len)
        else:
            state = simulated.after(events_of(bare), back=bare != name)
            yield from differences(recording["name"], state, seen)


def differences(name: str, state: ClusterState, seen: Seen) -> Iterator[Difference]:
    """Masters and holders; of flapping instances only those that never change count."""
    flapping = {node for node, _ in state.flapping}
    dead = {event.node for event in state.events if event.kind is EventKind.INTERFACE and not state.back}
    for what, simulated, found in (
        ("master", state.masters, seen["masters"]),
        ("holder", state.holders, seen["holders"]),
    ):
        for key, nodes in simulated.items():
            doubtful = flapping | (
                dead if what == "holder" else set()
            )  # an address without a carrier answers nobody
            mine = sorted(set(nodes or ()) - doubtful)
            theirs = sorted(set(found.get(key, ())) - doubtful)
            if mine != theirs:
                yield Difference(name, state.id, f"{what} of {key}", " ".join(mine), " ".join(theirs))


def save(recordings: list[Recording], path: Path) -> None:
    """One line each, so that a change shows as its line."""
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in recordings]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load(path: Path) -> list[Recording]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
