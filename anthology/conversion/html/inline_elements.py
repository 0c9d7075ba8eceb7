"""Elements inside a line: what each of them puts around the pieces that follow, or adds to them."""

from __future__ import annotations

import re

from anthology.conversion import myst
from anthology.conversion.html import media
from anthology.conversion.html.block_elements import MONOSPACE, is_code_block, is_listing, listing
from anthology.conversion.html.document import Link, Piece
from anthology.conversion.html.footnotes import local_name
from anthology.conversion.html.structure import BLOCKS, StructureBuilder, without_links
from anthology.conversion.html.tree import Element

_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_STRUCK = re.compile(r"text-decoration[^;]*:[^;]*line-through", re.I)
_PERMALINKS = frozenset(
    {"headerlink", "header-anchor", "anchor", "permalink", "anchorjs-link", "heading-anchor", "hash-link"}
    | {"anchor-link", "headline-hash"}
)
_STRUCK_CLASSES = frozenset({"del", "strike", "strikethrough", "line-through"})
_EMBEDDED = "embedded"
_COPY = re.compile(r"copy|clipboard", re.I)
MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "var": "em", "dfn": "em"} | {
    "del": "del",
    "s": "del",
    "strike": "del",
}
VERBATIM = {"code": "code", "tt": "code", "kbd": "code", "samp": "code", "sup": "sup", "sub": "sub"}


def mark(builder: StructureBuilder, element: Element) -> None:
    """An element for emphasis or struck text."""
    builder.within(element, MARKS[element.name])


def verbatim(builder: StructureBuilder, element: Element) -> None:
    """Code, raised or lowered text: characters only."""
    kind = VERBATIM[element.name]
    if kind == "code" and is_code_block(element):
        return listing(builder, element)
    if builder.verbatim == "code" or (builder.verbatim and kind != "code"):
        builder.walk(element)
        return None
    saved, builder.verbatim = builder.verbatim, builder.verbatim or kind
    builder.walk(element)
    builder.verbatim = saved
    return None


def span(builder: StructureBuilder, element: Element) -> None:
    """An element that says by its style what it means."""
    style = element.attrs.get("style")
    if style and not builder.verbatim:
        if MONOSPACE.search(style):
            if is_listing(element):
                return listing(builder, element)
            if not any(inner.name in BLOCKS for inner in element.elements()):
                builder.verbatim = "code"
                builder.walk(element)
                builder.verbatim = ""
                return None
        marks = [
            mark
            for pattern, mark in ((_BOLD, "strong"), (_ITALIC, "em"), (_STRUCK, "del"))
            if pattern.search(style)
        ]
        return builder.within(element, *marks)
    if not _STRUCK_CLASSES.isdisjoint(element.classes()):
        return builder.within(element, "del")
    return builder.walk(element)


def font(builder: StructureBuilder, element: Element) -> None:
    """An element of the nineties, some of them for code."""
    if "courier" in element.attrs.get("face", "").lower() and not builder.verbatim:
        builder.verbatim = "code"
        builder.walk(element)
        builder.verbatim = ""
    else:
        span(builder, element)


def link(builder: StructureBuilder, element: Element) -> None:
    """A link, or only a target."""
    attrs = element.attrs
    href = attrs.get("href")
    classes = attrs.get("class")
    if classes and not _PERMALINKS.isdisjoint(classes.split()) and len(element.text().strip()) <= 2:
        return None
    if href is None:
        return builder.walk(element)
    mark = link_mark(builder, href.strip(), element)
    if mark is None:
        return builder.walk(element)
    saved = builder.marks
    builder.marks = (*without_links(saved), mark)
    builder.walk(element)
    builder.marks = saved
    return None


def link_mark(builder: StructureBuilder, href: str, element: Element) -> Link | None:
    """Return the link an address makes, or None with the loss noted."""
    if name := local_name(href):
        if name in builder.references.targets:
            return Link(f"#{builder.slugs[name]}")
        builder.lose("link", element.text() or href, f"nothing in the post is called {href}")
        return None
    if href == "#" or (not href and not builder.base_url):
        return None
    url = myst.safe_url(href, builder.base_url)
    if url is None:
        builder.lose("link", element.text() or href, _why_not(href, builder.base_url))
        return None
    return Link(url, element.attrs.get("title"))


def image(builder: StructureBuilder, element: Element) -> None:
    """A picture, unless it counts readers."""
    source = media.picture_address(element)
    if media.is_tracker(element, source):
        return
    alt = " ".join(myst.clean(element.attrs.get("alt", "")).split())
    asset = builder.assets.get(source) or builder.assets.get(source.removeprefix("./"))
    url = f"/pictures/{asset}" if asset else myst.safe_url(source, builder.base_url) if source else None
    if url is None or url.startswith(("mailto:", "ftp:")):
        builder.lose("picture", alt or source or "without address", _why_not(source, builder.base_url))
        if alt and source and not re.match(r"\s*[a-zA-Z][\w+.-]*:", source):
            builder.run.append(Piece(builder.verbatim or "text", alt, builder.marks))
        return
    title, width = element.attrs.get("title"), media.picture_width(element)
    builder.run.append(Piece("img", alt, builder.marks, url, title, width=width))


def embed(builder: StructureBuilder, element: Element) -> None:
    """A film, slides and the like become a link to where they are."""
    address = media.embed_address(element)
    url = myst.safe_url(address, builder.base_url) if address else None
    if url is None:
        builder.lose(element.name, address or "without address", "an embedded thing without a public address")
        if element.name != "iframe":
            builder.walk(element)
        return
    if all(
        piece.kind != "text" or not piece.text.strip() or piece.title == _EMBEDDED for piece in builder.run
    ):
        builder.flush()  # several in a row stand one below the other
    marks = (*without_links(builder.marks), Link(url))
    builder.run.append(Piece("text", media.embed_label(element, url), marks, title=_EMBEDDED))


def line_break(builder: StructureBuilder, _element: Element) -> None:
    """A line break."""
    builder.run.append(Piece("br", "", builder.marks))


def field(builder: StructureBuilder, element: Element) -> None:
    """A field of a form; a box to tick may be part of a list of tasks."""
    kind = element.attrs.get("type", "").lower()
    if kind == "checkbox":
        builder.run.append(Piece("task", "x" if "checked" in element.attrs else ""))
    elif kind != "hidden":
        builder.lose("form field", kind or "input", "a form cannot be sent from a book")


def button(builder: StructureBuilder, element: Element) -> None:
    """A button: one that copies code says nothing."""
    if not (_COPY.search(element.attrs.get("class", "")) or _COPY.match(element.text().strip())):
        builder.walk(element)


def quotation(builder: StructureBuilder, element: Element) -> None:
    """A quotation inside a sentence."""
    bracketed(builder, element, '"', '"')


def reading(builder: StructureBuilder, element: Element) -> None:
    """How a character is read, in brackets."""
    bracketed(builder, element, "(", ")")


def bracketed(builder: StructureBuilder, element: Element, before: str, after: str) -> None:
    """Put characters around an element that browsers show and Markdown has no element for."""
    kind = builder.verbatim or "text"
    builder.run.append(Piece(kind, before, builder.marks))
    builder.walk(element)
    builder.run.append(Piece(kind, after, builder.marks))


def nothing(builder: StructureBuilder, _element: Element) -> None:
    """Leave out what carries no content."""


def _why_not(address: str, base_url: str | None) -> str:
    scheme = re.match(r"\s*([a-zA-Z][\w+.-]*):", address)
    if scheme:
        return f"{scheme[1].lower()}: addresses are not kept"
    if not address.strip():
        return "it has no address"
    return (
        "its address is not valid" if base_url else "its address is relative and the post's own is not known"
    )
