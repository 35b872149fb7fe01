"""The catalogue of rules and the articles. They are public, as their pages are."""

from typing import Any

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.serializers import ArticleOut, RuleOut
from apps.knowledge.articles import Article, article, articles
from lvsportal.engine.rules.base import Rule
from lvsportal.engine.rules.catalogue import rule, rules

LANGUAGE = OpenApiParameter("lang", str, enum=["en", "zh-hans"])


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in ("en", "zh-hans") else get_language() or "en"


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
        "url": f"/kb/{found.id}/",
    }


def _page(rows: list[dict[str, Any]]) -> Response:
    """A list that fits one page, in the shape of every list."""
    return Response({"next": None, "previous": None, "results": rows})


class RulesView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=RuleOut(many=True), parameters=[LANGUAGE], summary="The catalogue")
    def get(self, request: Request) -> Response:
        return _page([_rule(found, _language(request)) for found in rules()])


class RuleView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=RuleOut, parameters=[LANGUAGE], summary="One rule")
    def get(self, request: Request, number: str) -> Response:
        found = rule(number)
        if found is None:
            raise Http404
        return Response(_rule(found, _language(request)))


class ArticlesView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=ArticleOut(many=True), parameters=[LANGUAGE], summary="The knowledge base")
    def get(self, request: Request) -> Response:
        return _page([_article(found) for found in articles(_language(request))])


class ArticleView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=ArticleOut, parameters=[LANGUAGE], summary="One article")
    def get(self, request: Request, name: str) -> Response:
        found = article(name, _language(request))
        if found is None:
            raise Http404
        return Response({**_article(found), "markdown": found.markdown})
