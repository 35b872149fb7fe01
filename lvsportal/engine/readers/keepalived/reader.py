"""Reads a keepalived.conf with its includes."""

from collections.abc import Iterable

from lvsportal.engine.model.services import Configuration, Remark
from lvsportal.engine.readers.keepalived.meaning import Meaning
from lvsportal.engine.readers.keepalived.preprocess import Loader, Preprocessor
from lvsportal.engine.readers.keepalived.references import CHECKS, References
from lvsportal.engine.readers.keepalived.stumble import head_of
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import Diagnostic, Source, Span

# Mistakes of the text by which keepalived loses its way through the blocks.
_STRUCTURE = frozenset(
    {"unknown_keyword", "misplaced", "odd_blank", "template", "missing_brace", "missing_open", "extra_brace", "unexpected_brace",
     "other_version", "undefined"}
)  # fmt: skip
# Mistakes by which keepalived skips the very block or line at which they stand.
_SKIPPED = frozenset(
    {
        "bad_service",
        "bad_real_server",
        "family",
        "no_router_id",
        "unknown_group",
        "bad_mark",
        "no_real_server",
        "defined_twice",
    }
)
# What may stand in an include that was not given.
_ELSEWHERE = frozenset({"not_defined", "unknown_group", "no_real_server", "lacks", "empty_group"})


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
        diagnostics = [told for told in diagnostics if told.code not in _ELSEWHERE]
    if builder.instances:
        names = ", ".join(sorted(builder.instances)[:6])
        diagnostics.append(Diagnostic("info", _INSTANCES.fill(names=names), source.path, 1, 1, "conditional"))
    diagnostics.sort(key=lambda told: (told.path, told.line, told.column))
    if diagnostics:
        configuration = configuration._replace(remarks=tuple(_remarks(diagnostics, builder)))
    return configuration, diagnostics


def _remarks(diagnostics: list[Diagnostic], builder: Preprocessor) -> Iterable[Remark]:
    """What the rules of the file are about: each diagnostic at its place, with what keepalived loses by it."""
    is_template = any(told.code == "template" for told in diagnostics)  # what is rendered into it is not known
    lost = tuple(source.line(line).strip(" \t{")[:100] for source, line in builder.lost)
    for told in diagnostics:
        source = builder.sources.get(told.path)
        if source is None or not told.line:
            continue
        end = max(len(source.line(told.line)) + 1, told.column + 1)
        gone: tuple[str, ...] = ()
        own = source.line(told.line).strip(" \t{")[:100]
        if told.code in _SKIPPED and not (is_template or "$" in own):
            gone = (own,)
        elif lost and told.line == builder.cause and told.code in _STRUCTURE:
            gone, lost = lost, ()
        if told.code == "missing_open" and head_of(own.partition(" ")[0]):
            gone = (own, *gone)
        yield Remark(told.code, told.severity, told.message, Span(source, told.line, told.column, end), gone)


_INSTANCES = Text(
    "Lines for the instances {names} (“@name …”) are left out, as keepalived does when it is started without -i.",
    "属于实例 {names} 的行（“@名字 …”）没有计入，与不带 -i 启动的 keepalived 一致。",
)
