"""From the tree of HTML to the document: what each element means for a reader.

One walk.  Inline elements change what is around the next pieces, block elements end the run of pieces before them;
so a link around three paragraphs becomes a link in each of them without any rule of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from anthology.conversion import myst
from anthology.conversion.html import code, media
from anthology.conversion.html.document import Block, Link, Mark, Piece
from anthology.conversion.html.footnotes import References, local_name
from anthology.conversion.html.inline import has_words, paragraphs, words
from anthology.conversion.html.losses import Losses
from anthology.conversion.html.tree import Element

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MONOSPACE = re.compile(r"font-family\s*:[^;]*(?:courier|mono|consolas)", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_STRUCK = re.compile(r"text-decoration[^;]*:[^;]*line-through", re.I)
_PERMALINKS = frozenset(
    "headerlink header-anchor anchor permalink anchorjs-link heading-anchor hash-link anchor-link headline-hash".split()
)
_STRUCK_CLASSES = frozenset({"del", "strike", "strikethrough", "line-through"})
_COPY = re.compile(r"copy|clipboard", re.I)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    """address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form
    header hgroup hr legend li main menu nav ol p pre section summary table ul""".split()
)
_MARKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "var": "em",
    "dfn": "em",
} | {"del": "del", "s": "del", "strike": "del"}
_VERBATIM = {"code": "code", "tt": "code", "kbd": "code", "samp": "code", "sup": "sup", "sub": "sub"}
MOST_TABLES = 4
"""Tables inside tables inside …; deeper ones become plain blocks (Sphinx cannot store such depths)."""
_LARGEST_NUMBER = 10**9 - 10**5


class StructureBuilder:
    """Builds the document of one post; use `build` once.

    Args:
        references: The post's own footnotes and targets.
        base_url: What relative addresses start from.
        assets: Address as the body has it to the name under which the book keeps the file.
        losses: Where to note what is left out.
    """

    def __init__(
        self, references: References, base_url: str | None, assets: Mapping[str, str], losses: Losses
    ) -> None:
        self.references = references
        self.base_url = base_url
        self.assets = assets
        self.losses = losses
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.out: list[Block] = []
        self.run: list[Piece] = []
        self.leaf = "p"  # what a run becomes: p, h1 … h6, dt, caption
        self.marks: tuple[Mark, ...] = ()
        self.verbatim = ""  # code, sup or sub: holds text only
        self.tables = 0
        self.slugs = _slugs(references.targets)
        self.targets = {element: name for name, element in references.targets.items()}
        self.emitted: set[str] = set()

    def build(self, root: Element) -> Block:
        """Return the document of the tree, its footnotes last."""
        document = self.container("[document]", root)
        for body, label in self.references.notes.items():
            note = self.container("fn", body)
            note.label = label
            document.children.append(note)
        return document

    # -- the walk ---------------------------------------------------------------------------------------------
    def walk(self, element: Element) -> None:
        """Take in everything inside an element."""
        for child in element.children:
            if isinstance(child, str):
                if "\u200b" in child:  # the writer uses it where marks need room
                    child = child.replace("\u200b", "")  # noqa: PLW2901
                self.run.append(Piece(self.verbatim or "text", child, self.marks))
            else:
                self.enter(child)

    def enter(self, element: Element) -> None:
        """Take in one element, unless it does not show."""
        attrs = element.attrs
        name = element.name
        if attrs:
            if _is_hidden(element):
                return
            if self.targets and element in self.targets:
                if name in _BLOCKS:
                    self.flush()
                self.anchor(element)
        if self.references.marks or self.references.skipped:
            if element in self.references.marks:
                self.run.append(Piece("note", self.references.marks[element], _without_links(self.marks)))
                return
            if element in self.references.skipped or element in self.references.notes:
                return
        handler = _HANDLERS.get(name)
        if handler is None:
            self.walk(element)
        else:
            handler(self, element)

    def flush(self, *, last: bool = False) -> None:
        """End the run of pieces: its paragraphs become blocks.

        Args:
            last: Whether a target that nothing follows needs a paragraph of its own here.
        """
        run = self.run
        if not run:
            return
        self.run = []
        for pieces in paragraphs(run):
            if has_words(pieces):
                if self.leaf in _HEADINGS:
                    self.losses.heading = words(pieces)
                self.out.append(
                    Block(self.leaf, pieces, number=int(self.leaf[1]) if self.leaf in _HEADINGS else 0)
                )
            elif last:
                self.out.append(Block("p", pieces))
            else:
                self.run += pieces

    def container(self, name: str, element: Element | None, *, leaf: str = "p") -> Block:
        """Return a block that holds the blocks inside an element."""
        block = Block(name)
        saved = self.out, self.leaf, self.run
        self.out, self.leaf, self.run = block.children, leaf, []
        if element is not None:
            if self.targets and element in self.targets:
                self.anchor(element)
            self.walk(element)
        self.flush(last=True)
        self.out, self.leaf, self.run = saved
        return block

    def add(self, block: Block) -> None:
        """End the run and add a block."""
        self.flush(last=True)
        self.out.append(block)

    def anchor(self, element: Element) -> None:
        """Leave a target, once, where an element that a link points at begins."""
        name = self.targets[element]
        if name not in self.emitted:
            self.emitted.add(name)
            self.run.append(Piece("anchor", self.slugs[name]))

    def lose(self, what: str, where: str, why: str) -> None:
        """Note a loss."""
        self.losses.add(what, where, why)

    # -- blocks -----------------------------------------------------------------------------------------------
    def flow(self, element: Element) -> None:
        """A box without meaning of its own: what is inside stands by itself."""
        if "style" in element.attrs and _MONOSPACE.search(element.attrs["style"]) and _is_listing(element):
            return self.listing(element)
        if "wp-caption" in element.classes():
            return self.figure(element)
        if self.leaf != "p":  # headings and terms are one line
            self.run.append(Piece("text", " "))
            self.walk(element)
            self.run.append(Piece("text", " "))
            return None
        self.flush()
        if "wp-caption-text" in element.classes():
            self.add(self.container("figcaption", element))
            return None
        self.walk(element)
        self.flush()
        return None

    def heading(self, element: Element) -> None:
        """A heading; a target before it is no part of its words, which other pages repeat."""
        self.flush(last=True)
        saved, self.leaf = self.leaf, element.name
        self.walk(element)
        self.flush()
        self.leaf = saved

    def quote(self, element: Element) -> None:
        self.flush(last=True)
        block = self.container("blockquote", element)
        if block.children:
            self.add(block)

    def rule(self, _element: Element) -> None:
        self.add(Block("hr"))

    def preformatted(self, element: Element) -> None:
        text = code.code_text(element)
        if not text.strip():
            return
        self.add(Block("pre", text=text, language=code.code_language(element, text)))

    def listing(self, element: Element) -> None:
        """Code written with line breaks instead of `pre`."""
        text = code.code_text(element).strip("\n")
        self.add(Block("pre", text=text, language=code.code_language(element, text)))

    def list_(self, element: Element) -> None:
        name = "ol" if element.name == "ol" else "ul"
        self.flush(last=True)
        number = _number(element.attrs.get("start"), 1)
        block = Block(name, number=number)
        strays: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str) or child.name != "li":
                strays.append(child)
                continue
            self._stray(strays, block)
            if child in self.references.notes or child in self.references.skipped or _is_hidden(child):
                continue
            number = block.number + len(block.children)
            value = _number(child.attrs.get("value"), number)
            if name == "ol" and value != number:
                if block.children:
                    self.add(block)
                block = Block(name, number=value)
            block.children.append(self.container("li", child))
        self._stray(strays, block)
        if block.children:
            self.add(block)

    def _stray(self, strays: list[Element | str], block: Block) -> None:
        """Take what stands in a list outside its items into the item before it."""
        box = Element("li", {}, None)
        box.children = strays.copy()
        strays.clear()
        item = self.container("li", box)
        if not item.children:
            return
        if block.children:
            block.children[-1].children += item.children
        else:
            block.children.append(item)

    def item(self, element: Element) -> None:
        """An item outside any list: browsers show it as one of a bullet list."""
        self.flush(last=True)
        item = self.container("li", element)
        if self.out and self.out[-1].name == "ul" and self.out[-1].label == "made":
            self.out[-1].children.append(item)
        else:
            block = Block("ul", label="made")
            block.children.append(item)
            self.out.append(block)

    def definitions(self, element: Element) -> None:
        self.flush(last=True)
        block = self.container("dl", element)
        if block.children:
            self.add(block)

    def term(self, element: Element) -> None:
        self.flush(last=True)
        saved, self.leaf = self.leaf, "dt"
        self.walk(element)
        self.flush(last=True)
        self.leaf = saved

    def definition(self, element: Element) -> None:
        self.add(self.container("dd", element))

    def figure(self, element: Element) -> None:
        self.flush(last=True)
        block = self.container("figure", element)
        if block.children:
            self.add(block)

    def caption(self, element: Element) -> None:
        self.flush(last=True)
        block = self.container("figcaption", element)
        if block.children:
            self.add(block)

    # -- tables -----------------------------------------------------------------------------------------------
    def table(self, element: Element) -> None:
        if code.is_code_table(element):
            text, language = code.table_code(element)
            if text.strip():
                self.add(Block("pre", text=text, language=language))
            return
        rows = _rows(element)
        shown = [cell for row, _ in rows for cell in row if not cell.is_blank()]
        if "tr-caption-container" in element.classes():
            return self.captioned(element, rows)
        if len(shown) <= 1 or self.tables >= MOST_TABLES:
            if len(shown) > 1:
                self.lose("table", element.text(), f"tables nest deeper than {MOST_TABLES} levels")
            if caption := next((inner for inner in element.elements() if inner.name == "caption"), None):
                self.flow(caption)
            for row, _ in rows:
                for cell in row:
                    self.flush()
                    if self.targets and cell in self.targets:
                        self.anchor(cell)
                    self.walk(cell)
                    self.flush()
            return
        self.flush(last=True)
        self.tables += 1
        block = Block("table")
        for child in element.children:
            if isinstance(child, Element) and child.name == "caption":
                block.children += self.container("caption", child, leaf="caption").children
        in_head = True
        for row, is_head in rows:
            in_head = in_head and is_head
            block.number += in_head
            made = Block("tr")
            for cell in row:
                filled = self.container(cell.name, cell)
                filled.spans = (_span(cell.attrs.get("colspan")), _span(cell.attrs.get("rowspan")))
                made.children.append(filled)
            block.children.append(made)
        self.tables -= 1
        self.add(block)

    def captioned(self, _element: Element, rows: list[tuple[list[Element], bool]]) -> None:
        """Blogger's picture with a caption is a table."""
        self.flush(last=True)
        figure = Block("figure")
        for row, _ in rows:
            for cell in row:
                if "tr-caption" in cell.classes():
                    figure.children.append(self.container("figcaption", cell))
                else:
                    figure.children += self.container("td", cell).children
        if figure.children:
            self.add(figure)

    # -- inline -----------------------------------------------------------------------------------------------
    def mark(self, element: Element) -> None:
        self.within(element, _MARKS[element.name])

    def within(self, element: Element, *marks: Mark) -> None:
        """Take in an element with marks around it; inside code, marks say nothing."""
        saved = self.marks
        if self.verbatim != "code":
            self.marks = saved + tuple(mark for mark in marks if mark not in saved)
        self.walk(element)
        self.marks = saved

    def verbatim_(self, element: Element) -> None:
        kind = _VERBATIM[element.name]
        if kind == "code" and _is_code_block(element):
            return self.listing(element)
        if self.verbatim == "code" or (self.verbatim and kind != "code"):
            self.walk(element)
            return None
        saved, self.verbatim = self.verbatim, self.verbatim or kind
        self.walk(element)
        self.verbatim = saved
        return None

    def span(self, element: Element) -> None:
        style = element.attrs.get("style")
        if style and not self.verbatim:
            if _MONOSPACE.search(style):
                if _is_listing(element):
                    return self.listing(element)
                if not any(inner.name in _BLOCKS for inner in element.elements()):
                    self.verbatim = "code"
                    self.walk(element)
                    self.verbatim = ""
                    return None
            marks = [
                mark
                for pattern, mark in ((_BOLD, "strong"), (_ITALIC, "em"), (_STRUCK, "del"))
                if pattern.search(style)
            ]
            return self.within(element, *marks)
        if not _STRUCK_CLASSES.isdisjoint(element.classes()):
            return self.within(element, "del")
        return self.walk(element)

    def font(self, element: Element) -> None:
        if "courier" in element.attrs.get("face", "").lower() and not self.verbatim:
            self.verbatim = "code"
            self.walk(element)
            self.verbatim = ""
        else:
            self.span(element)

    def link(self, element: Element) -> None:
        attrs = element.attrs
        href = attrs.get("href")
        classes = attrs.get("class")
        if classes and not _PERMALINKS.isdisjoint(classes.split()) and len(element.text().strip()) <= 2:
            return None
        if href is None:
            return self.walk(element)
        mark = self.link_mark(href.strip(), element)
        if mark is None:
            return self.walk(element)
        saved = self.marks
        self.marks = (*_without_links(saved), mark)
        self.walk(element)
        self.marks = saved
        return None

    def link_mark(self, href: str, element: Element) -> Link | None:
        """Return the link an address makes, or None with the loss noted."""
        if name := local_name(href):
            if name in self.references.targets:
                return Link(f"#{self.slugs[name]}")
            self.lose("link", element.text() or href, f"nothing in the post is called {href}")
            return None
        if href == "#" or (not href and not self.base_url):
            return None
        url = myst.safe_url(href, self.base_url)
        if url is None:
            self.lose("link", element.text() or href, _why_not(href, self.base_url))
            return None
        self.links.append(url)
        return Link(url, element.attrs.get("title"))

    def image(self, element: Element) -> None:
        source = media.picture_address(element)
        if media.is_tracker(element, source):
            return
        alt = " ".join(myst.clean(element.attrs.get("alt", "")).split())
        asset = self.assets.get(source) or self.assets.get(source.removeprefix("./"))
        url = f"/pictures/{asset}" if asset else myst.safe_url(source, self.base_url) if source else None
        if url is None or url.startswith(("mailto:", "ftp:")):
            self.lose("picture", alt or source or "without address", _why_not(source, self.base_url))
            if alt and source and not re.match(r"\s*[a-zA-Z][\w+.-]*:", source):
                self.run.append(Piece(self.verbatim or "text", alt, self.marks))
            return
        self.pictures.append(url)
        self.run.append(Piece("img", alt, self.marks, url, element.attrs.get("title")))

    def embed(self, element: Element) -> None:
        address = media.embed_address(element)
        url = myst.safe_url(address, self.base_url) if address else None
        if url is None:
            self.lose(
                element.name, address or "without address", "an embedded thing without a public address"
            )
            if element.name != "iframe":
                self.walk(element)
            return
        self.links.append(url)
        mark = Link(url)
        self.run.append(Piece("text", media.embed_label(element, url), (*_without_links(self.marks), mark)))

    def line_break(self, _element: Element) -> None:
        self.run.append(Piece("br", "", self.marks))

    def field(self, element: Element) -> None:
        kind = element.attrs.get("type", "").lower()
        if kind == "checkbox":
            self.run.append(Piece("task", "x" if "checked" in element.attrs else ""))
        elif kind != "hidden":
            self.lose("form field", kind or "input", "a form cannot be sent from a book")

    def button(self, element: Element) -> None:
        if not (_COPY.search(element.attrs.get("class", "")) or _COPY.match(element.text().strip())):
            self.walk(element)

    def quotation(self, element: Element) -> None:
        self.bracketed(element, '"', '"')

    def reading(self, element: Element) -> None:
        self.bracketed(element, "(", ")")

    def bracketed(self, element: Element, before: str, after: str) -> None:
        """Put characters around an element that browsers show and Markdown has no element for."""
        kind = self.verbatim or "text"
        self.run.append(Piece(kind, before, self.marks))
        self.walk(element)
        self.run.append(Piece(kind, after, self.marks))

    def nothing(self, _element: Element) -> None:
        """Leave out what carries no content."""


def _slugs(targets: Mapping[str, Element]) -> dict[str, str]:
    """Return for each name inside the page one that means nothing to MyST, `x-` and letters; no two alike."""
    slugs: dict[str, str] = {}
    taken: dict[Element | str, str] = {}
    for name, element in targets.items():
        if element in taken:
            slugs[name] = taken[element]
            continue
        plain = unicodedata.normalize("NFKD", name.lower())
        words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-").removeprefix("x-")
        first = made = f"x-{words[:60] or 'target'}"
        number = 1
        while made in taken:
            number += 1
            made = f"{first}-{number}"
        slugs[name] = taken[element] = made
        taken[made] = name
    return slugs


def _without_links(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if not isinstance(mark, Link))


def _why_not(address: str, base_url: str | None) -> str:
    scheme = re.match(r"\s*([a-zA-Z][\w+.-]*):", address)
    if scheme:
        return f"{scheme[1].lower()}: addresses are not kept"
    if not address.strip():
        return "it has no address"
    return (
        "its address is not valid" if base_url else "its address is relative and the post's own is not known"
    )


def _number(value: str | None, default: int) -> int:
    try:
        number = int(value) if value else default
    except ValueError:
        return default
    return number if 0 <= number < _LARGEST_NUMBER else default


def _span(value: str | None) -> int:
    return max(1, min(100, _number(value, 1)))


def _is_hidden(element: Element) -> bool:
    attrs = element.attrs
    return "hidden" in attrs or ("style" in attrs and _HIDDEN.search(attrs["style"]) is not None)


def _rows(table: Element) -> list[tuple[list[Element], bool]]:
    """Return a table's own rows, each with whether it belongs to the head."""
    rows: list[tuple[list[Element], bool]] = []
    for child in table.children:
        if not isinstance(child, Element):
            continue
        if child.name == "tr":
            parents = [(child, False)]
        elif child.name in ("tbody", "thead", "tfoot"):
            parents = [(row, child.name == "thead") for row in child.children if isinstance(row, Element)]
        else:
            continue
        for row, in_thead in parents:
            cells = [cell for cell in row.children if isinstance(cell, Element) and cell.name in ("td", "th")]
            rows.append((cells, bool(cells) and (in_thead or all(cell.name == "th" for cell in cells))))
    return rows


_MOST_SIBLINGS = 20
_NOT_IN_LISTING = frozenset({"pre", "img", "ul", "ol", "table", "p", "blockquote", "h1", "h2", "h3", "h4"})


def _is_listing(element: Element) -> bool:
    """Return whether monospaced text has line breaks, hence is a block of code."""
    has_break = False
    for inner in element.elements():
        if inner.name in _NOT_IN_LISTING:
            return False
        has_break = has_break or inner.name == "br"
    return has_break and len(element.text().strip()) > 0


def _is_code_block(element: Element) -> bool:
    """Return whether a `code` outside `pre` stands alone and has several lines."""
    if (
        len(element.children) == 1
        and isinstance(element.children[0], str)
        and "\n" not in element.children[0]
    ):
        return False
    has_break = False
    for inner in element.elements():
        if inner.name in _NOT_IN_LISTING:
            return False
        has_break = has_break or inner.name == "br"
    text = element.text()
    if not text.strip() or not (has_break or "\n" in text.strip("\n")):
        return False
    return _stands_alone(element)


def _stands_alone(element: Element) -> bool:
    """Return whether nothing to read stands beside an element in the same block."""
    around = element.parent
    if around is None or len(around.children) > _MOST_SIBLINGS:
        return False
    return all(
        other is element or not (other if isinstance(other, str) else other.text()).strip()
        for other in around.children
    )


_HANDLERS: dict[str, Callable[[StructureBuilder, Element], None]] = {
    **dict.fromkeys(_BLOCKS, StructureBuilder.flow),
    **dict.fromkeys(_HEADINGS, StructureBuilder.heading),
    **dict.fromkeys(_MARKS, StructureBuilder.mark),
    **dict.fromkeys(_VERBATIM, StructureBuilder.verbatim_),
    **dict.fromkeys(("iframe", "embed", "object", "video", "audio"), StructureBuilder.embed),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), StructureBuilder.list_),
    **dict.fromkeys(("param", "source", "rp", "wbr"), StructureBuilder.nothing),
    "a": StructureBuilder.link,
    "blockquote": StructureBuilder.quote,
    "br": StructureBuilder.line_break,
    "button": StructureBuilder.button,
    "dd": StructureBuilder.definition,
    "dl": StructureBuilder.definitions,
    "dt": StructureBuilder.term,
    "figcaption": StructureBuilder.caption,
    "figure": StructureBuilder.figure,
    "font": StructureBuilder.font,
    "hr": StructureBuilder.rule,
    "img": StructureBuilder.image,
    "input": StructureBuilder.field,
    "li": StructureBuilder.item,
    "pre": StructureBuilder.preformatted,
    "q": StructureBuilder.quotation,
    "rt": StructureBuilder.reading,
    "span": StructureBuilder.span,
    "table": StructureBuilder.table,
}
