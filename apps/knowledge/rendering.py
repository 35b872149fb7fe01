"""Articles as HTML: Markdown without raw HTML. Packets are drawn, alternatives become tabs, blocks say where they are run."""

import re
from functools import cache
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from apps.knowledge.words import GLOSSARY, KINDS, LAB, ON, SHOWS, TABS
from lvsportal.engine.drawing.ladder import lines, parse
from lvsportal.engine.drawing.ladder_svg import svg
from lvsportal.engine.knowledge.blocks import Info, info
from lvsportal.engine.knowledge.glossary import TERMS, Term
from lvsportal.engine.knowledge.library import Article

_LAB = re.compile(r"\s*\{lab ([\w.-]+)\}")
_PAGE = re.compile(r"^/kb/[^?#]*")


class Heading(NamedTuple):
    anchor: str
    text: str


class Page(NamedTuple):
    """An article's body and the headings of its sections."""

    html: SafeString
    headings: tuple[Heading, ...]


@cache
def render(article: Article) -> Page:
    """HTML of an article. Safe: raw HTML is off, and all else is escaped by the renderer."""
    reader = _reader()
    env: dict[str, Any] = {"title": article.title, "language": article.language, "tabs": 0}
    tokens = reader.parse(article.markdown, env)
    if article.id != "glossary":
        _link_terms(tokens, article)
    html = reader.renderer.render(_grouped(tokens), reader.options, env)
    headings = [
        Heading(_anchor(tokens[at + 1]), _plain(tokens[at + 1]))
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    return Page(mark_safe(_marked(html, article.language)), tuple(headings))  # noqa: S308 -- our own articles, escaped


def drawing(text: str, title: str, language: str) -> str:
    """A ladder with its text form below it."""
    ladder = parse(text)
    steps = "".join(f"<li>{escape(_signs(line, language))}</li>" for line in lines(ladder))
    return (
        f'<figure class="walk" tabindex="0">{svg(ladder, title)}<ol class="ladder-text">{steps}</ol></figure>'
    )


def _signs(line: str, language: str) -> str:
    """A hop's sentence with the signs of its language: full-width ones in Chinese."""
    if language != "zh-hans":
        return line
    line = line.replace(": ", "：", 1)
    return f"{line[:-1].replace(' (', '（', 1)}）" if line.endswith(")") and " (" in line else line


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule("tabs", _tabs)
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("heading_close", _heading_close)
    reader.add_render_rule("table_open", _table)
    reader.add_render_rule("table_close", _table_close)
    reader.add_render_rule("link_open", _link)
    return reader


# -- blocks ----------------------------------------------------------------------------------------------------


def _fence(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    head = info(token.info)
    if head.language == "packets":
        return drawing(token.content, env["title"], env["language"])
    if head.language == "out":
        label = escape(SHOWS.say(env["language"]))
        return f'<div class="shows"><span class="soft">{label}</span><pre tabindex="0">{escape(token.content)}</pre></div>'
    return _code(token.content, head, env["language"])


def _code(text: str, head: Info, language: str) -> str:
    """A block with its own head, so that the button to copy never lies over the text."""
    kind = KINDS.get(head.kind)
    said = [kind.say(language)] if kind else []
    said += [ON.fill(node=", ".join(head.nodes)).say(language)] if head.nodes else []
    place = f" <code>{escape(head.file)}</code>" if head.file else ""
    return (
        f'<div class="code k-{escape(head.kind or "plain")}"><p class="code-head"><span>{escape(" · ".join(said))}</span>{place}</p>'
        f'<button type="button" class="copy" data-copy hidden></button>'
        f'<pre tabindex="0"><code class="language-{escape(head.language)}">{escape(text)}</code></pre></div>'
    )


def _grouped(tokens: list[Token]) -> list[Token]:
    """Fences in a row that name a tab become one group of tabs."""
    found: list[Token] = []
    for token in tokens:
        tab = info(token.info).tab if token.type == "fence" else ""
        if not tab:
            found.append(token)
        elif found and found[-1].type == "tabs":
            (found[-1].children or []).append(token)
        else:
            found.append(Token("tabs", "", 0, children=[token]))
    return found


def _tabs(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """Radio buttons and labels: tabs that need no script, and lie open where styles are off or in print."""
    env["tabs"] += 1
    group = f"tab-{env['tabs']}"
    panels: dict[str, list[str]] = {}
    for token in tokens[index].children or []:
        head = info(token.info)
        panels.setdefault(head.tab, []).append(_code(token.content, head, env["language"]))
    parts = []
    for number, (name, blocks) in enumerate(panels.items()):
        chosen = "" if number else " checked"
        parts.append(
            f'<input type="radio" name="{group}" id="{group}-{number}"{chosen}><label for="{group}-{number}">{escape(name)}</label>'
            f'<div class="panel">{"".join(blocks)}</div>'
        )
    label = escape(TABS.say(env["language"]))
    return f'<div class="tabs" role="group" aria-label="{label}">{"".join(parts)}</div>'


# -- headings, tables, links -----------------------------------------------------------------------------------


def _anchor(inline: Token) -> str:
    return slugify(inline.content, allow_unicode=True)


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))


def _heading(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return f'<{tokens[index].tag} id="{escape(_anchor(tokens[index + 1]))}">'


def _heading_close(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    anchor = escape(_anchor(tokens[index - 1]))
    label = escape(_plain(tokens[index - 1]))
    return f' <a class="anchor" href="#{anchor}" aria-label="# {label}">#</a></{tokens[index].tag}>'


def _table(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return (
        '<div class="table" tabindex="0"><table>'  # it scrolls where it is wide, so the keyboard must reach it
    )


def _table_close(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>"


def _link(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A link to another article is read in the language of this one."""
    address = str(tokens[index].attrGet("href") or "")
    more = ' rel="noopener"' if address.startswith("http") else ""
    said = _PAGE.sub(lambda page: f"{page[0]}?lang={env['language']}", address)
    kind = f' class="{escape(str(name))}"' if (name := tokens[index].attrGet("class")) else ""
    term = f' id="{escape(str(name))}"' if (name := tokens[index].attrGet("title")) else ""
    return f'<a href="{escape(said)}"{kind}{term}{more}>'


def _marked(html: str, language: str) -> str:
    """Claims that the lab replays get a mark that names the scenario."""
    said = escape(LAB.say(language))
    return _LAB.sub(lambda hit: f' <span class="lab" title="{said} {hit[1]}">lab</span>', html)


# -- the glossary's words, linked where they first stand ---------------------------------------------------------


def _link_terms(tokens: list[Token], article: Article) -> None:
    waiting = {_name(one, article): one for one in TERMS if one.see != article.id and one.id in GLOSSARY}
    inside_heading = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            inside_heading = token.type == "heading_open"
        elif token.type == "inline" and not inside_heading:
            token.children = _with_links(token.children or [], waiting)


def _name(one: Term, article: Article) -> str:
    return one.name.say(article.language)


def _with_links(children: list[Token], waiting: dict[str, Term]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        found += _split(child, waiting) if child.type == "text" and not depth else [child]
    return found


def _split(text: Token, waiting: dict[str, Term]) -> list[Token]:
    """A text with each word that waits for its first place made a link."""
    if not waiting:
        return [text]
    pattern = "|".join(sorted(map(_whole, waiting), key=len, reverse=True))
    hit = re.search(pattern, text.content)
    if hit is None:
        return [text]
    one = waiting.pop(hit[0])
    before, after = Token("text", "", 0, content=text.content[: hit.start()]), Token("text", "", 0)
    after.content = text.content[hit.end() :]
    opened = Token("link_open", "a", 1, attrs={"href": f"/kb/glossary/#{one.id}", "class": "term"})
    name = Token("text", "", 0, content=hit[0])
    return [before, opened, name, Token("link_close", "a", -1), *_split(after, waiting)]


def _whole(name: str) -> str:
    return re.escape(name) if not name.isascii() else rf"(?<![\w-]){re.escape(name)}(?![\w-])"
