"""What the fuzzer calls: the first byte chooses a kind of file, the rest is its content."""

from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.source.decoding import encode
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import RefusedInput

NAMES = (
    "keepalived.conf",
    "ipvsadm-save.txt",
    "ldirectord.cf",
    "lvs.cf",
    "cluster.yaml",
    "ip-addr.json",
    "ip-link.json",
    "ip-route.json",
    "ip-rule.json",
    "ip-neigh.json",
    "sysctl.txt",
    "iptables-save.txt",
    "nft-ruleset.txt",
    "arptables-save.txt",
    "ipvsadm-daemon.txt",
    "ipvsadm-stats.txt",
    "ss.txt",
    "realserver.sh",
    "thing.tar.gz",
)
_LIMITS = Limits(expanded_lines=2000)


def read_anything(data: bytes) -> None:
    """Read one file as what its first byte says. A text that was read is written out again byte for byte."""
    if not data:
        return
    name = NAMES[data[0] % len(NAMES)]
    try:
        bundle = from_files([(f"lb1/{name}", data[1:])], _LIMITS, strict=False)
        if (
            name.endswith((".conf", ".txt"))
            and len(bundle.sources) == 1
            and bundle.sources[0].path.endswith(name)
        ):
            assert encode(bundle.sources[0]) == data[1:]
        read_bundle(bundle)
    except RefusedInput:
        return
