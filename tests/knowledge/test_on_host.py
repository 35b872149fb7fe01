"""What articles give to be kept in files, and their nft commands, by the tools that read them."""

from itertools import groupby

import pytest

from lvsportal.engine import chapters
from lvsportal.engine.knowledge.blocks import Block, blocks
from lvsportal.engine.knowledge.library import articles
from tests.knowledge import on_host

pytestmark = pytest.mark.needs_network_tools


def _kept() -> list[tuple[str, Block]]:
    """Every block that is to be kept in a file, each text once, with the first article that has it."""
    found: dict[str, tuple[str, Block]] = {}
    for one in articles("en"):
        for block in blocks(one.markdown):
            if block.info.kind == "persist":
                found.setdefault(block.text, (one.id, block))
    return list(found.values())


def _named(pairs: list[tuple[str, Block]]) -> list[object]:
    return [pytest.param(block, id=f"{name} {block.info.file or block.info.tab}") for name, block in pairs]


def _where(*words: str) -> list[object]:
    return _named([(name, block) for name, block in _kept() if any(word in block.info.file for word in words)])


def _tab(tab: str) -> list[object]:
    return _named([(name, block) for name, block in _kept() if block.info.tab == tab])


@pytest.mark.parametrize("block", _where("nftables.conf"))
def test_files_of_nftables_load(block: Block) -> None:
    said = on_host.kept_by_nft(block.text)
    assert " lvs " in said and said.count("chain") == block.text.count("chain")


def _networks() -> list[list[Block]]:
    """Files for networkd that belong together: those of one tab in a row."""
    pairs = [block for _, block in _kept() if block.info.file.startswith("/etc/systemd/network/")]
    return [list(group) for _, group in groupby(pairs, lambda block: (block.info.tab, block.info.file[:27]))]


@pytest.mark.parametrize("group", _networks(), ids=lambda group: group[0].info.file)
def test_networkd_sets_the_addresses(group: list[Block]) -> None:
    files = {block.info.file: block.text for block in group}
    if not any(name.endswith(".network") for name in files):
        pytest.skip("a device without a network file of its own")
    said = on_host.kept_by_networkd(files)
    for text in files.values():
        for address in on_host.addresses_in(text):
            assert address in said
        for line in text.splitlines():
            if line.startswith("Gateway="):
                assert f"via {line.removeprefix('Gateway=')}" in said
            if line.startswith("TCPAdvertised"):
                assert "advmss 1440" in said
    assert "Unknown" not in said and "Failed to parse" not in said


@pytest.mark.parametrize("block", _tab("netplan"))
def test_netplan_reads_its_files(block: Block) -> None:
    said = on_host.kept_by_netplan(block.text)
    assert on_host.addresses_in(block.text) <= on_host.addresses_in(said)


@pytest.mark.parametrize("block", _tab("NetworkManager"))
def test_network_manager_reads_its_commands(block: Block) -> None:
    said = on_host.kept_by_network_manager(block.text)
    assert on_host.addresses_in(block.text) <= on_host.addresses_in(said)


@pytest.mark.parametrize("block", _tab("ifupdown"))
def test_ifup_sets_the_addresses(block: Block) -> None:
    said = on_host.kept_by_ifupdown(block.text)
    for line in block.text.splitlines():
        if line.strip().startswith("address "):
            assert line.split()[1] in said


@pytest.mark.parametrize("block", _where(".service"))
def test_systemd_reads_units(block: Block) -> None:
    assert "lvs.service" not in on_host.unit(block.text).replace("Unit lvs.service not found", "")


@pytest.mark.parametrize("article", [one.id for one in articles("en")])
def test_nft_commands_run_in_order(article: str) -> None:
    markdown = next(one.markdown for one in articles("en") if one.id == article)
    listed = [block for block in blocks(markdown) if block.info.tab == "nft" and block.info.kind != "persist"]
    for node in sorted({node for block in listed for node in block.info.nodes}):
        on_host.rules_by_nft([block.text for block in listed if node in block.info.nodes])


@pytest.mark.parametrize("article", [one.id for one in articles("en")])
def test_blocks_for_real_hardware_run_here(article: str) -> None:
    markdown = next(one.markdown for one in articles("en") if one.id == article)
    for block in blocks(markdown):
        if "host" in block.info.flags:
            on_host.run("mount -t sysfs none /sys\n" + block.text)


def _configurations() -> list[object]:
    """Each piece of keepalived.conf that an article recommends, each text once."""
    pairs = {
        block.text: (one.id, block)
        for one in articles("en")
        for block in blocks(one.markdown)
        if block.info.language == "conf" and block.info.kind in ("right", "start")
    }
    return _named(list(pairs.values()))


@pytest.mark.parametrize("block", _configurations())
def test_keepalived_has_nothing_to_say_to_configurations(block: Block) -> None:
    assert on_host.read_by_keepalived(block.text) == ""


def test_no_recipe_is_left_out() -> None:
    """Each recipe stands in an article, and each of its blocks is tried by one of the tests, here or in the guest."""
    here = (".nft", "nftables.conf", "/etc/systemd/", "/etc/netplan/", "/etc/network/")
    guest = ("/etc/sysctl.d/", "/etc/modules-load.d/", "/etc/modprobe.d/", "/etc/iptables/", "/etc/sysconfig/")
    for _, block in _kept():
        place = block.info.file
        assert place.startswith(here + guest) or "nftables" in place or block.info.tab == "NetworkManager", (
            place
        )
    assert chapters.names()
