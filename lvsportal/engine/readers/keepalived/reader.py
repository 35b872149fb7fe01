"""Reads a keepalived.conf with its includes."""

from lvsportal.engine.model.services import Configuration
from lvsportal.engine.readers.keepalived.meaning import Meaning
from lvsportal.engine.readers.keepalived.preprocess import Loader, Preprocessor
from lvsportal.engine.readers.keepalived.references import CHECKS, References
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import Diagnostic, Source


def read(source: Source, load: Loader, limits: Limits) -> tuple[Configuration, list[Diagnostic]]:
    """What the file says, with its includes. Never raises, whatever the text: what is wrong is in the diagnostics."""
    builder = Preprocessor(limits, load)
    builder.read(source)
    builder.finish(source)
    meaning = Meaning()
    configuration = meaning.read(source.path, builder.root)
    References(builder.root, meaning.tell_at).judge(builder.mentions(CHECKS))
    diagnostics = builder.diagnostics + meaning.diagnostics
    missing = sum(told.code == "include" for told in builder.diagnostics)
    if missing:
        configuration = configuration._replace(unread=configuration.unread + missing)
    if builder.instances:
        names = ", ".join(sorted(builder.instances)[:6])
        diagnostics.append(Diagnostic("info", _INSTANCES.fill(names=names), source.path, 1, 1, "conditional"))
    diagnostics.sort(key=lambda told: (told.path, told.line, told.column))
    return configuration, diagnostics


_INSTANCES = Text(
    "Lines for the instances {names} (“@name …”) are left out, as keepalived does when it is started without -i.",
    "属于实例 {names} 的行（“@名字 …”）没有计入，与不带 -i 启动的 keepalived 一致。",
)
