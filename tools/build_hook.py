"""What a wheel brings beside the packages: the portal's templates, translations and static files, shell completion and the
manual page. An editable install needs none of it."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SITE = ("templates", "static", "deploy", "manage.py")


class Hook(BuildHookInterface):
    """Makes the files in a temporary folder and names them to the builder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        self.made = tempfile.TemporaryDirectory()
        made = Path(self.made.name)
        include = build_data["force_include"]
        include.update({str(root / name): f"lvsportal/site/{name}" for name in _SITE})
        include[str(_translations(root, made))] = "lvsportal/site/locale"
        build_data["shared_data"].update(_for_shells(made))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.made.cleanup()


def _translations(root: Path, made: Path) -> Path:
    import shutil

    from tools.compile_messages import compile_all

    shutil.copytree(root / "locale", made / "locale", ignore=shutil.ignore_patterns("*.mo"))
    compile_all(made / "locale")
    return made / "locale"


def _for_shells(made: Path) -> dict[str, str]:
    from tools.manual import completion, page

    files = {
        "share/bash-completion/completions/lvsportal": completion("bash"),
        "share/zsh/site-functions/_lvsportal": completion("zsh"),
        "share/man/man1/lvsportal.1": page(),
    }
    placed = {}
    for number, (target, text) in enumerate(files.items()):
        path = made / f"shared-{number}"
        path.write_text(text, encoding="utf-8")
        placed[str(path)] = target
    return placed
