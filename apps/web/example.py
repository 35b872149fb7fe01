"""A small real report for the first page: two directors that hand packets to each other, judged by the engine itself."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.safestring import SafeString

from apps.web import report_page
from apps.web.report_page import Finding
from apps.web.report_page.headline import Headline
from apps.web.report_page.text import excerpt
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_paths

_RULE, _EXAMPLE = "LVS007", "violated-circle"


class Example(NamedTuple):
    headline: Headline
    finding: Finding
    place: str
    lines: SafeString


@cache
def example(language: str) -> Example | None:
    """The report's first line, its finding with the walk, and the line where it stands; None where the example is not there."""
    folder = Path(folders()[_RULE]) / "examples" / _EXAMPLE
    if not folder.is_dir():
        return None
    bundle = from_paths([str(folder)])
    page = report_page.build(review(bundle, "edge"), list(bundle.sources), language)
    finding = next(
        (one for one in page.findings if one.result["rule"] == _RULE and one.walk and one.place), None
    )
    if finding is None or finding.place is None:
        return None
    source = next(source for source in bundle.sources if source.path == finding.place.file)
    return Example(page.headline, finding, finding.place.anchor, excerpt(source, finding.place.line))
