"""Posts in Markdown: read as CommonMark with what weblogs add to it, and converted by way of HTML.

A post in Markdown is no safer than one in HTML, and the Markdown of weblogs is not the MyST of the book.  So
its directives and roles are never passed on: notes become quotes, code and figures become themselves, the
rest is shown as it was written.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from anthology.conversion.html import convert_html
from anthology.conversion.languages import known_language
from anthology.model import Asset, Body, Loss

_MOST_NESTING = 150
_MARKER = r"[ \t]{0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])"
# The reader drops what nests deeper than it may recurse; markers beyond show nothing but more depth.
_TOO_MANY_MARKERS = re.compile(rf"^((?:{_MARKER}){{30}})(?:{_MARKER})+(?=[ \t]*[^\s>*+-])", re.M)
_DEEPEST_NOTE = 5

_ADMONITION_NAMES = """
    admonition attention card caution danger deprecated dropdown epigraph error highlights hint important note
    pull-quote seealso sidebar tip todo topic versionadded versionchanged warning
"""
_ADMONITIONS = frozenset(_ADMONITION_NAMES.split())
_CODE_DIRECTIVES = frozenset(
    {"code", "code-block", "sourcecode", "code-cell", "prompt", "parsed-literal", "literal"}
)
_PICTURES = frozenset({"figure", "image"})
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}\s*(.*)\Z", re.S)
_OPTIONS_LINES = re.compile(r"\A(?:[ \t]*:[\w-]+:[^\n]*(?:\n|\Z))+")
_OPTIONS_YAML = re.compile(r"\A---\n(?:[^\n]*\n)*?---(?:\n|\Z)")
_ALT = re.compile(r":alt:\s*([^\n]*)")
_ROLE_TARGET = re.compile(r"(.*?)\s*<([^<>]*)>\Z", re.S)
_ROLE_TAGS = {"sub": "sub", "sup": "sup", "subscript": "sub", "superscript": "sup", "strong": "strong"} | {
    "emphasis": "em",
    "kbd": "kbd",
    "del": "del",
}
_TEXT_ROLE_NAMES = "abbr any dfn doc download eq guilabel menuselection numref pep ref rfc term"
_TEXT_ROLES = frozenset(_TEXT_ROLE_NAMES.split())

_JEKYLL_CODE = re.compile(r"^[ \t]*\{%-?\s*highlight\s+([\w#+.-]+)[^%]*%\}[ \t]*$", re.M)
_JEKYLL_END = re.compile(r"^[ \t]*\{%-?\s*endhighlight\s*-?%\}[ \t]*$", re.M)
_HUGO_CODE = re.compile(r"^[ \t]*\{\{[<%]\s*highlight\s+\"?([\w#+.-]+)\"?[^>%]*[>%]\}\}[ \t]*$", re.M)
_HUGO_END = re.compile(r"^[ \t]*\{\{[<%]\s*/\s*highlight\s*[>%]\}\}[ \t]*$", re.M)
_HUGO_YOUTUBE = re.compile(r"\{\{[<%]\s*youtube\s+(?:id=)?\"?([\w-]{6,})\"?\s*[>%]\}\}")
_LIQUID_RAW = re.compile(r"\{%-?\s*(?:raw|endraw)\s*-?%\}")
_HEADING_NAME = re.compile(r"\s*\{:?\s*#([\w:.-]+)[^{}]*\}\s*\Z")
_TOC = re.compile(r"^(?:\[TOC\]|\{:toc\}|\{:[.#][\w-]+\})[ \t]*$", re.M | re.I)


def convert_markdown(text: str, base_url: str | None = None, assets: Sequence[Asset] = ()) -> Body:
    """Return a body in Markdown made ready for the book.

    Args:
        text: CommonMark with tables, struck text, footnotes, definition lists, task lists, raw HTML, and the
            directives, roles and shortcodes of MyST, Jekyll and Hugo; without front matter.
        base_url: What relative links and pictures start from.
        assets: Files beside the post, by the address the text gives them.
    """
    losses: list[Loss] = []
    rendered = _reader().render(_expanded(text), {"depth": 0, "losses": losses})
    body = convert_html(rendered, base_url, _also_encoded(assets))
    return replace(body, losses=(*body.losses, *losses))


def _also_encoded(assets: Iterable[Asset]) -> list[Asset]:
    """Return the assets under their addresses as written and as Markdown's reader encodes them."""
    known: list[Asset] = []
    for asset in assets:
        known.append(asset)
        encoded = quote(asset.uri, safe="/:%?#[]@!$&'()*+,;=~-._")
        if encoded != asset.uri:
            known.append(Asset(encoded, asset.path, asset.name))
    return known


def _expanded(text: str) -> str:
    """Write the shortcodes of static site generators as Markdown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _TOO_MANY_MARKERS.sub(r"\1", text)
    if "{%" in text or "{{" in text or "{:" in text or "[TOC]" in text:
        text = _JEKYLL_CODE.sub(r"~~~~~~ \1", text)
        text = _JEKYLL_END.sub("~~~~~~", text)
        text = _HUGO_CODE.sub(r"~~~~~~ \1", text)
        text = _HUGO_END.sub("~~~~~~", text)
        text = _HUGO_YOUTUBE.sub(r"<https://www.youtube.com/watch?v=\1>", text)
        text = _LIQUID_RAW.sub("", text)
        text = _TOC.sub("", text)
    return text


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"maxNesting": _MOST_NESTING}, renderer_cls=_Renderer)
    reader.enable(["table", "strikethrough"])
    reader.use(footnote_plugin, inline=False).use(deflist_plugin).use(tasklists_plugin)
    reader.use(colon_fence_plugin).use(myst_role_plugin).use(anchors_plugin, max_level=6)
    # The plugins' own rules would show the bare source.
    renderer = cast(_Renderer, reader.renderer)
    for name, rule in (("colon_fence", renderer.fence), ("myst_role", renderer.myst_role)):
        renderer.rules[name] = rule  # type: ignore[assignment]
    reader.core.ruler.push("heading_names", _name_headings)
    return reader


def _name_headings(state: StateCore) -> None:
    """Take names that authors gave to headings, `## Title {#name}`, out of their text."""
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if before.type == "heading_open" and token.children and token.children[-1].type == "text":
            last = token.children[-1]
            if found := _HEADING_NAME.search(last.content):
                last.content = last.content[: found.start()]
                before.attrSet("id", found[1])


class _Renderer(RendererHTML):
    """HTML with directives as what they show."""

    def fence(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Return a code block, or what a directive shows."""
        token = tokens[idx]
        directive = _DIRECTIVE.match(entities.unescape(token.info).strip())
        if directive:
            return _directive(directive[1].lower(), directive[2].strip(), token.content, env)
        language = token.info.strip().split()[0] if token.info.strip() else ""
        return _code(token.content, language.strip("{}.").split(",")[0])

    def myst_role(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Return what a role shows."""
        name = str(tokens[idx].meta.get("name", "")).lower()
        content = tokens[idx].content
        if tag := _ROLE_TAGS.get(name):
            return f"<{tag}>{entities.escape(content)}</{tag}>"
        titled = _ROLE_TARGET.match(content)
        shown = titled[1] if titled and titled[1] else content
        if name in _TEXT_ROLES or titled:
            return entities.escape(shown)
        return f"<code>{entities.escape(content)}</code>"


def _code(text: str, language: str) -> str:
    known = known_language(language)
    attribute = f' class="language-{entities.escape(known)}"' if known else ""
    return f"<pre><code{attribute}>{entities.escape(text)}</code></pre>\n"


def _directive(name: str, argument: str, content: str, env: MutableMapping[str, Any]) -> str:
    """Return HTML for what a directive shows; one that would read or run something is shown as text."""
    options = _OPTIONS_LINES.match(content) or _OPTIONS_YAML.match(content)
    inside = content[options.end() :] if options else content
    if name in _CODE_DIRECTIVES:
        return _code(inside.removeprefix("\n"), argument)
    if name in _PICTURES and argument:
        alt = _ALT.search(options[0]) if options else None
        words = entities.escape((alt[1] if alt else "").strip(" \"'"))
        picture = f'<img src="{entities.escape(argument)}" alt="{words}">'
        caption = _inner(inside, env)
        return (
            f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"
            if caption
            else f"<p>{picture}</p>"
        )
    depth = int(env.get("depth", 0))
    if name in _ADMONITIONS and depth < _DEEPEST_NOTE:
        label = argument if name in ("admonition", "topic", "sidebar", "card", "dropdown") else ""
        title = label or name.replace("-", " ").capitalize()
        first = f" {argument}" if argument and not label else ""
        return (
            f"<blockquote><p><strong>{entities.escape(title)}</strong>{entities.escape(first)}</p>"
            f"{_inner(inside, env)}</blockquote>\n"
        )
    shown = f"{{{name}}} {argument}".rstrip()
    env["losses"].append(
        Loss("directive", shown, "shown as it was written; a post cannot use the book's directives")
    )
    return _code(f"{shown}\n{content}", "")


def _inner(text: str, env: MutableMapping[str, Any]) -> str:
    inner = {"depth": int(env.get("depth", 0)) + 1, "losses": env["losses"]}
    return str(_reader().render(text, inner)) if text.strip() else ""
