"""Verdicts, severities and gates as people see them: a shape, a word, a colour; never colour alone."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lvsportal.engine.report import words
from lvsportal.engine.source.language import Text

register = template.Library()
_LISTED = ("violated", "undecided", "mitigated", "safe")
_STEPS = {
    "reading": Text("reading the files", "正在读取文件"),
    "proving": Text("proving the fixes", "正在验证修复"),
    "": Text("starting", "正在启动"),
}


def _language() -> str:
    return get_language() or "en"


@register.simple_tag
def verdict(name: str) -> SafeString:
    """A verdict's shape and word."""
    word = words.VERDICTS[name].say(_language())
    return format_html(
        '<span class="v v-{}"><span aria-hidden="true">{}</span> {}</span>', name, words.SHAPES[name], word
    )


@register.simple_tag
def shape(name: str) -> SafeString:
    word = words.VERDICTS[name].say(_language())
    return format_html(
        '<span class="v v-{}" role="img" aria-label="{}">{}</span>', name, word, words.SHAPES[name]
    )


@register.simple_tag
def gate(name: str) -> SafeString:
    """The gate's decision; it takes the colour of the verdict that made it."""
    verdict_name = {"fail": "violated", "undecided": "undecided", "pass": "safe"}.get(name, "not_applicable")
    return format_html(
        '<strong class="gate v-{}"><span aria-hidden="true">{}</span> {}</strong>',
        verdict_name, words.SHAPES[verdict_name], words.GATES[name].say(_language()),
    )  # fmt: skip


@register.simple_tag
def outcome(name: str) -> str:
    """How a walk ends."""
    return words.OUTCOMES[name].say(_language())


@register.simple_tag
def severity(name: str) -> str:
    return words.SEVERITIES[name].say(_language())


@register.simple_tag
def counts(summary: dict[str, Any]) -> SafeString:
    """2 violated · 5 undecided · …"""
    rows = [(summary[name], words.VERDICTS[name].say(_language())) for name in _LISTED if summary[name]]
    return format_html_join(" · ", "{} {}", rows)


@register.simple_tag
def step(name: str) -> str:
    """What a running review is doing."""
    return _STEPS[name].say(_language()) if name in _STEPS else name


@register.filter
def anchor(path: str, line: int) -> str:
    """The address of a line on its page: ``lb1/keepalived.conf:21``."""
    return f"{path}:{line}"
