"""``make dist``: the wheel, and ``lvsportal.pyz``, one file with the engine and the command line that runs wherever Python 3.11
is. A commit with a tag must have the version that the tag names."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from lvsportal.engine import VERSION

ROOT = Path(__file__).resolve().parent.parent
DIST, BUILD = ROOT / "dist", ROOT / "build"


def main() -> int:
    """Build both, and ``SHA256SUMS`` beside them. The exit status is 1 where a tag names another version."""
    tag = _tag()
    if tag and tag != f"v{VERSION}":
        print(f"the tag {tag} and the version {VERSION} differ", file=sys.stderr)
        return 1
    for folder in (DIST, BUILD):
        shutil.rmtree(folder, ignore_errors=True)
    _run("hatchling", "build", "-t", "wheel", "-d", str(DIST))
    wheel = next(DIST.glob("*.whl"))
    single_file(wheel, DIST / "lvsportal.pyz")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(DIST.iterdir())
    ]
    (DIST / "SHA256SUMS").write_text("".join(sums))
    print(*(f"dist/{path.name}" for path in sorted(DIST.iterdir())), sep="\n")
    return 0


def single_file(wheel: Path, target: Path) -> None:
    """The wheel and PyYAML as one file. Compiled parts and the portal are left out: it must run on any machine, and for the
    engine alone."""
    packages = BUILD / "pyz"
    _run("uv", "pip", "install", "--quiet", "--no-deps", "--target", str(packages), str(wheel), "pyyaml")
    for left_out in ("apps", "lvsportal/site", "lvsportal/settings", "share"):
        shutil.rmtree(packages / left_out, ignore_errors=True)
    for compiled in packages.rglob("*.so"):
        compiled.unlink()
    _run(
        "shiv", "--site-packages", str(packages), "--output-file", str(target), "--console-script", "lvsportal",
        "--python", "/usr/bin/env python3", "--compressed", "--reproducible", "--no-modify",
    )  # fmt: skip


def _run(module: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=True)


def _tag() -> str:
    """The tag of the commit that is checked out, "" where there is none or this is no checkout."""
    git = shutil.which("git")
    if git is None:
        return ""
    words = [git, "describe", "--tags", "--exact-match"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
