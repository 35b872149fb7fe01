"""The configuration of the app that draws the knowledge base; the articles and their search are the engine's."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "apps.knowledge"
