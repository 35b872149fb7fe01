"""The knowledge base: articles, symptoms, search, an example report for each rule, feed and sitemap."""

from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from apps.knowledge.examples import example_bundle, example_folder
from apps.knowledge.rendering import render as rendered
from apps.knowledge.words import SECTIONS
from apps.reviews.runner import run
from apps.web.report_page import build
from lvsportal.engine.knowledge.blocks import claims
from lvsportal.engine.knowledge.library import Article, Kind, articles
from lvsportal.engine.knowledge.library import article as find
from lvsportal.engine.knowledge.search import search
from lvsportal.engine.rules.catalogue import folders, rule

LANGUAGES = ("en", "zh-hans")
# The articles as they are now; set with a release.
RELEASED = "2026-11-24T00:00:00Z"


def _language() -> str:
    return get_language() or "en"


def _sections(language: str) -> list[dict[str, Any]]:
    """All articles by kind, in reading order."""
    return [
        {"kind": kind.value, "title": SECTIONS[kind.value].say(language), "articles": _of(kind, language)}
        for kind in (Kind.SYMPTOM, Kind.RULE, Kind.CHAPTER)
    ]


def _of(kind: Kind, language: str) -> list[Article]:
    return [one for one in articles(language) if one.kind is kind]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    language = _language()
    query = request.GET.get("q", "").strip()[:200]
    context = {
        "query": query,
        "found": search(query, language) if query else None,
        "sections": _sections(language),
        "severities": {found: rule(found) for found in folders()},
    }
    return render(request, "kb/index.html", context)


@require_safe
def symptoms(request: HttpRequest) -> HttpResponse:
    """What the pager says, by itself."""
    language = _language()
    section = next(one for one in _sections(language) if one["kind"] == "symptom")
    return render(
        request, "kb/index.html", {"query": "", "found": None, "sections": [section], "symptoms": True}
    )


@require_safe
def symptom(request: HttpRequest, name: str) -> HttpResponse:
    return _article(request, name, Kind.SYMPTOM)


@require_safe
def article(request: HttpRequest, name: str) -> HttpResponse:
    found = find(name, _language())
    if found is not None and found.kind is Kind.SYMPTOM:
        return redirect(found.path)
    return _article(request, name)


def _article(request: HttpRequest, name: str, kind: Kind | None = None) -> HttpResponse:
    language = _language()
    found = find(name, language)
    if found is None or (kind is not None and found.kind is not kind):
        raise Http404
    listed = [one for one in articles(language) if one.kind is found.kind]
    at = listed.index(found)
    page = rendered(found)
    context = {
        "article": found,
        "rule": rule(found.id) if found.kind is Kind.RULE else None,
        "body": page.html,
        "headings": page.headings,
        "claims": claims(found.markdown),
        "sections": _sections(language),
        "before": listed[at - 1] if at else None,
        "after": listed[at + 1] if at + 1 < len(listed) else None,
        "example": found.kind is Kind.RULE and example_folder(found.id) is not None,
        "others": [(code, name) for code, name in (("en", "English"), ("zh-hans", "简体中文"))],
    }
    return render(request, "kb/article.html", context)


# -- an example report -----------------------------------------------------------------------------------------


@require_safe
def example(request: HttpRequest, name: str) -> HttpResponse:
    """The report on a rule's bad example, with its walk."""
    bundle = example_bundle(name)
    found = find(name, _language())
    if bundle is None or found is None:
        raise Http404
    page = build(_report(name.upper()), list(bundle.sources), _language())
    return render(request, "kb/example.html", {"page": page, "lines_url": "", "article": found})


@cache
def _report(number: str) -> Any:
    bundle = example_bundle(number)
    return run(bundle) if bundle else None


# -- for programs ----------------------------------------------------------------------------------------------


def _base(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Each article in each language, each naming the other."""
    base = _base(request)
    rows = []
    for one in articles("en"):
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{"zh-Hans" if code == "zh-hans" else code}" href="{base}{one.path}?lang={code}"/>'
            for code in LANGUAGES
        )
        rows += [f"<url><loc>{base}{one.path}?lang={code}</loc>{links}</url>" for code in LANGUAGES]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{"".join(rows)}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """All articles as an Atom feed in the reader's language. Articles carry no dates: they change with the release."""
    base, language = _base(request), _language()
    entries = "".join(
        f"<entry><id>{base}{one.path}?lang={language}</id><title>{escape(one.title)}</title>"
        f'<link href="{base}{one.path}?lang={language}"/><updated>{RELEASED}</updated><summary>{escape(one.summary)}</summary></entry>'
        for one in articles(language)
    )
    tag = "zh-Hans" if language == "zh-hans" else "en"
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{tag}">'
        f"<id>{base}/kb/feed/{language}</id><title>{escape(gettext('Knowledge'))} · lvsportal</title>"
        f'<link rel="self" href="{base}/kb/feed.xml?lang={language}"/><updated>{RELEASED}</updated>'
        f"<author><name>lvsportal</name></author><generator>lvsportal</generator>{entries}</feed>\n"
    )
    return HttpResponse(text, content_type="application/atom+xml")
