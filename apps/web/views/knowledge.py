"""The knowledge base."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.knowledge.articles import article as find
from apps.knowledge.articles import articles
from apps.knowledge.rendering import render as rendered
from apps.knowledge.search import search
from lvsportal.engine.rules.catalogue import rule


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    query = request.GET.get("q", "").strip()[:200]
    found = search(query, language) if query else list(articles(language))
    context = {
        "query": query,
        "chapters": [one for one in found if one.kind == "chapter"],
        "rules": [one for one in found if one.kind == "rule"],
        "found": found,
    }
    return render(request, "kb/index.html", context)


@require_safe
def article(request: HttpRequest, name: str) -> HttpResponse:
    language = get_language() or "en"
    found = find(name, language)
    if found is None:
        raise Http404
    context = {
        "article": found,
        "rule": rule(found.id) if found.kind == "rule" else None,
        "body": rendered(found.markdown, found.title),
        "all": articles(language),
    }
    return render(request, "kb/article.html", context)
