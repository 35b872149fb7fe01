"""``Analysis`` derives each thing once, and what nobody asks for is not even imported."""

import subprocess
import sys

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import Bundle, from_files

PLAIN = (
    "virtual_server 10.0.0.1 80 {\n lb_kind DR\n protocol TCP\n real_server 10.0.1.1 80 {\n  weight 1\n }\n}\n"
)


def plain() -> Bundle:
    return from_files([("lb1/keepalived.conf", PLAIN.encode())])


def test_what_is_derived_is_derived_once_for_each_argument() -> None:
    analysis = Analysis(read_bundle(plain()).cluster)
    asked = []

    def derive(given: Analysis, name: str) -> str:
        asked.append((given, name))
        return name * 2

    assert [analysis.once(derive, name) for name in ("a", "b", "a")] == ["aa", "bb", "aa"]
    assert asked == [(analysis, "a"), (analysis, "b")]
    assert analysis.matrix is analysis.matrix
    assert analysis.state() is analysis.state()
    director = analysis.cluster.directors[0]
    assert analysis.state(director) is analysis.state(director)


def test_a_single_configuration_imports_no_walk() -> None:
    program = (
        "import sys\n"
        "from lvsportal.engine.service import review\n"
        "from lvsportal.engine.source.bundle import from_files\n"
        f"review(from_files([('lb1/keepalived.conf', {PLAIN.encode()!r})]))\n"
        "print(*sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert "lvsportal.engine.rules.LVS006_arp_for_vip.rule" in loaded
    assert not loaded & {
        "lvsportal.engine.walk.simulate",
        "lvsportal.engine.walk.stack",
        "lvsportal.engine.readers.evidence.netfilter",
        "lvsportal.engine.report.types",
        "django",
        "json",
        "shlex",
    }
