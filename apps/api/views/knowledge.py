"""The catalogue of rules and the articles. They are public, as their pages are."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.languages import LANGUAGE, language_of
from apps.api.schema import page_of
from apps.api.serializers import ArticleOut, RuleOut
from apps.api.views.base import Call
from lvsportal.engine.knowledge.library import Article, article, articles
from lvsportal.engine.knowledge.search import search
from lvsportal.engine.rules.base import Rule
from lvsportal.engine.rules.catalogue import rule, rules


def _rule(found: Rule, language: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "severity": found.severity,
        "title": found.title.say(language),
        "summary": found.summary.say(language),
        "article": f"/kb/{found.id}/",
    }


def _article(found: Article) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "summary": found.summary,
        "language": found.language,
        "url": found.path,
    }


def _page(rows: list[dict[str, Any]]) -> Response:
    """A list that fits one page, in the shape of every list."""
    return Response({"next": None, "previous": None, "results": rows})


class RulesView(Call):
    permission_classes = [AllowAny]
    query = ("lang",)

    @extend_schema(
        operation_id="rules_list", responses=page_of(RuleOut), parameters=[LANGUAGE], summary="The catalogue"
    )
    def get(self, request: Request) -> Response:
        return _page([_rule(found, language_of(request)) for found in rules()])


class RuleView(Call):
    permission_classes = [AllowAny]
    query = ("lang",)

    @extend_schema(responses=RuleOut, parameters=[LANGUAGE], summary="One rule")
    def get(self, request: Request, number: str) -> Response:
        found = rule(number)
        if found is None:
            raise Http404
        return Response(_rule(found, language_of(request)))


class ArticlesView(Call):
    permission_classes = [AllowAny]
    query = ("lang", "q")

    @extend_schema(
        operation_id="articles_list",
        responses=page_of(ArticleOut),
        parameters=[
            LANGUAGE,
            OpenApiParameter("q", str, description="only what answers these words, the best first"),
        ],
        summary="The knowledge base",
    )
    def get(self, request: Request) -> Response:
        language, words = language_of(request), request.query_params.get("q", "").strip()
        found = [hit.article for hit in search(words, language).hits] if words else articles(language)
        return _page([_article(one) for one in found])


class ArticleView(Call):
    permission_classes = [AllowAny]
    query = ("lang",)

    @extend_schema(responses=ArticleOut, parameters=[LANGUAGE], summary="One article")
    def get(self, request: Request, name: str) -> Response:
        found = article(name, language_of(request))
        if found is None:
            raise Http404
        return Response({**_article(found), "markdown": found.markdown})
