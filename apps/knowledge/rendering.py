"""Articles as HTML: Markdown without raw HTML; blocks marked ``packets`` are drawn."""

from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lvsportal.engine.drawing.ladder import lines, parse
from lvsportal.engine.drawing.ladder_svg import svg


def _fence(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if token.info.strip() == "packets":
        return drawing(token.content, env.get("title", ""))
    language = escape(token.info.strip())
    return (
        f'<div class="code"><button type="button" class="copy" data-copy hidden></button>'
        f'<pre tabindex="0"><code class="language-{language}">{escape(token.content)}</code></pre></div>'
    )


def drawing(text: str, title: str) -> str:
    """A ladder with its text form below it."""
    ladder = parse(text)
    steps = "".join(f"<li>{escape(line)}</li>" for line in lines(ladder))
    return (
        f'<figure class="walk" tabindex="0">{svg(ladder, title)}<ol class="ladder-text">{steps}</ol></figure>'
    )


def _heading(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token, inline = tokens[index], tokens[index + 1]
    anchor = slugify(inline.content, allow_unicode=True)
    return f'<{token.tag} id="{escape(anchor)}">'


def _table(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return '<table tabindex="0">'  # it scrolls where it is wide, so the keyboard must reach it


def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("table_open", _table)
    return reader


@cache
def render(markdown: str, title: str) -> SafeString:
    """HTML of an article's Markdown. Safe: raw HTML is off, and all else is escaped by the renderer."""
    return mark_safe(_markdown().render(markdown, {"title": title}))  # noqa: S308 -- our own articles, escaped
