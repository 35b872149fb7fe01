"""``python -m tests.fuzz [SECONDS]``: atheris on the readers. A file that makes one raise is written to ``tests/fuzz/found``,
where ``test_found.py`` reads it from then on."""

import importlib
import pkgutil
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["lvsportal.engine"]):
    import lvsportal.engine.readers
    from tests.fuzz.target import read_anything

    # readers are loaded when a file needs them; here all are, so that each is watched
    for module in pkgutil.walk_packages(lvsportal.engine.readers.__path__, "lvsportal.engine.readers."):
        importlib.import_module(module.name)

FOUND = Path(__file__).with_name("found")


def one(data: bytes) -> None:
    """One input: whatever it is, nothing may be raised but what the contract names."""
    try:
        read_anything(data)
    except Exception:
        (FOUND / f"crash-{abs(hash(data)):x}").write_bytes(data)
        raise


FOUND.mkdir(exist_ok=True)
seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=600"], one)
atheris.Fuzz()
