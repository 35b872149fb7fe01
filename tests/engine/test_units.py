"""The systemd units, as `systemd-analyze` reads them."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parent.parent.parent / "deploy/systemd"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        # the programs and the account are those of the machine that runs it
        text = re.sub(r"/opt/lvsportal/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(re.sub(r"^(User=|Documentation=).*\n", "", text, flags=re.MULTILINE))
    units = sorted(str(path) for path in tmp_path.iterdir())
    assert len(units) == 4
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_unit_starts_something_that_is_there() -> None:
    for unit in UNITS.glob("*.service"):
        modules = re.findall(r"-m (lvsportal[\w.]*)|-A (lvsportal[\w.]*)", unit.read_text())
        for name in (one or other for one, other in modules):
            assert find_spec(name) is not None
        assert "DJANGO_SETTINGS_MODULE=lvsportal.settings.production" in unit.read_text()
