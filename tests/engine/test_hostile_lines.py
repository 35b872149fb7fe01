"""Every regular expression that meets uploaded text stays linear, and readers do what is twice as long in twice the time."""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import lvsportal.engine.readers
import lvsportal.engine.source
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files

LENGTH = 3_000
HOSTILE = (
    "a", " ", "\t", "0", "-", '"', "'", "$", "{", "}", "(", "=", ":", ".", "/", "#", "\\", "~", "@", "a ", "a.", "a:", "1.", "1 ", "-a ", "a=", "$a", "${", "{{",
    "<%", "a/", "10.0.0.1 ", "include ", "ip_-", "ip_-a_", "virtual ", "inet ", "x\t", "echo ", "sysctl -w ", "if ", "-A ", "tcp ",
)  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for package in (lvsportal.engine.readers, lvsportal.engine.source):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def patterns() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Every compiled expression of the readers, wherever a module keeps it, with how it is used: from the line's start, or anywhere."""
    for module in modules():
        text = Path(module.__file__ or "").read_text()
        for name, value in vars(module).items():
            uses = set(re.findall(rf"\b{name}\.(\w+)\(", text))
            anchored = bool(uses) and uses <= {"match", "fullmatch"}
            for number, pattern in enumerate(_within(value)):
                place = f"{module.__name__.removeprefix('lvsportal.engine.')}.{name}.{number}"
                yield place, pattern.match if anchored else pattern.search


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _within(part)


PATTERNS = dict(patterns())


def test_the_expressions_are_found() -> None:
    assert len(PATTERNS) > 60


def spent(run: Callable[[], object], enough: float) -> float:
    """The least processor time of up to three runs: others use the machine as well."""
    times: list[float] = []
    while len(times) < 3 and (not times or times[-1] > enough):
        before = time.process_time()
        run()
        times.append(time.process_time() - before)
    return min(times)


@pytest.mark.parametrize("name", PATTERNS)
def test_an_expression_is_linear_on_hostile_lines(name: str) -> None:
    """At 3,000 characters a linear one takes microseconds; one that begins anew at each character takes 20 ms and more."""
    look = PATTERNS[name]
    for part in HOSTILE:
        line = part * (LENGTH // len(part))
        for text in (line, "x" + line + "\0"):
            assert spent(lambda text=text: look(text), 0.015) < 0.015, (name, part)


def addresses(count: int) -> dict[str, str]:
    rows = ",".join(
        f'{{"local":"10.{n >> 16}.{n >> 8 & 255}.{n & 255}","prefixlen":32,"scope":"global"}}'
        for n in range(count)
    )
    return {"lb1/ip-addr.json": f'[{{"ifname":"eth0","flags":["UP"],"addr_info":[{rows}]}}]'}


def routes(count: int) -> dict[str, str]:
    rows = ",".join(f'{{"dst":"10.{n >> 8}.{n & 255}.0/24","dev":"eth0"}}' for n in range(count))
    return {"lb1/ip-route.json": f"[{rows}]"}


def includes(count: int) -> dict[str, str]:
    files = {f"lb1/conf.d/{n}.conf": f"vrrp_script s{n} {{\n script /bin/true\n}}\n" for n in range(count)}
    lines = "".join(f"include conf.d/{n}.conf\n" for n in range(count))
    return {
        **files,
        "lb1/keepalived.conf": lines + "vrrp_instance V {\n virtual_router_id 5\n interface eth0\n}\n",
    }


@pytest.mark.parametrize("make", [addresses, routes, includes])
def test_sixteen_hundred_are_read_well_under_a_second_and_twice_as_many_in_twice_the_time(
    make: Callable[[int], dict[str, str]],
) -> None:
    def read(count: int) -> float:
        bundle = from_files([(path, text.encode()) for path, text in make(count).items()])
        return spent(lambda: read_bundle(bundle), 0.2)

    first, second = read(1600), read(3200)
    assert first < 1.0
    assert second < 3.2 * first + 0.1
