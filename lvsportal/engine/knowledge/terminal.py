"""Articles and what the search finds as plain text: links name the command that prints what they lead to."""

import re

from lvsportal.engine.knowledge.blocks import Info, info
from lvsportal.engine.knowledge.library import Article, Kind
from lvsportal.engine.knowledge.search import Found
from lvsportal.engine.source.language import Text

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_OURS = re.compile(r'\[([^\]]+)\]\(/kb/(?:symptoms/)?([\w-]+)/(?:#[\w-]*)?(?: "[^"]*")?\)')
_OTHERS = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_LAB = re.compile(r"\{lab ([\w.-]+)\}")
_KINDS = {
    "look": Text("look", "查看"),
    "change": Text("change", "修改"),
    "undo": Text("take back", "回退"),
    "persist": Text("keep", "写入文件"),
    "wrong": Text("not like this", "错误写法"),
    "right": Text("like this", "正确写法"),
    "start": Text("like this", "正确写法"),
}
_ON = Text("on {nodes}", "在 {nodes} 上")
_SHOWS = Text("shows", "输出")
_NEAREST = Text("No article has these words. These come nearest:", "没有文章包含这些词。最接近的是：")
_READ_AS = Text("“{word}” was read as “{other}”.", "“{word}”按“{other}”查找。")


def as_text(article: Article) -> str:
    """An article for a terminal."""
    language = article.language
    text = _FENCE.sub(lambda fence: _block(info(fence[1]), fence[2], language), article.markdown)
    text = _OURS.sub(lambda link: _reference(link[1], link[2], language), text)
    text = _OTHERS.sub(lambda link: f"{link[1]} <{link[2]}>" if link[2] != "/" else link[1], text)
    text = _LAB.sub(r"[lab: \1]", text)
    head = f"{article.id}: {article.title}" if article.kind is Kind.RULE else article.title
    return f"# {head}\n\n{text}"


def _reference(text: str, name: str, language: str) -> str:
    more = " --lang zh-hans" if language == "zh-hans" else ""
    return f"{text} (`lvsportal explain {name}{more}`)"


def _block(head: Info, text: str, language: str) -> str:
    """A block, indented, below a line that says what it is."""
    if head.language == "packets":
        body = text
    elif head.language == "out":
        body = f"  {_SHOWS.say(language)}:\n" + _indented(text, "    │ ")
    else:
        kind = _KINDS.get(head.kind)
        said = [kind.say(language)] if kind else []
        said += [_ON.fill(nodes=", ".join(head.nodes)).say(language)] if head.nodes else []
        said += [part for part in (head.tab, head.file) if part]
        body = (f"  [{' · '.join(said)}]\n" if said else "") + _indented(text, "    ")
    return body.rstrip("\n")


def _indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n".rstrip(" ") for line in text.splitlines())


def results(found: Found, language: str) -> str:
    """What the search found, the best first, each with the command that prints it."""
    lines = [_READ_AS.fill(word=word, other=other).say(language) for word, other in found.read_as]
    lines += [_NEAREST.say(language)] if found.nearest else []
    for hit in found.hits:
        snippet = "".join(f"*{part.text}*" if part.marked else part.text for part in hit.snippet)
        lines += [_reference(hit.article.title, hit.article.id, language), f"    {snippet}"]
    return "\n".join(lines) + "\n"
