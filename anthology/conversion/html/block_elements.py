"""Elements that make blocks: what each of them adds to the document."""

from __future__ import annotations

import re

from anthology.conversion.html import code
from anthology.conversion.html.document import Block, Piece
from anthology.conversion.html.structure import StructureBuilder, is_hidden
from anthology.conversion.html.tree import Element

MONOSPACE = re.compile(r"font-family\s*:[^;]*(?:courier|mono|consolas)", re.I)
MOST_TABLES = 4
"""Tables inside tables inside …; deeper ones become plain blocks (Sphinx cannot store such depths)."""
_LARGEST_NUMBER = 10**9 - 10**5
_MOST_SIBLINGS = 20
_NOT_IN_LISTING = frozenset({"pre", "img", "ul", "ol", "table", "p", "blockquote", "h1", "h2", "h3", "h4"})


def _filled(builder: StructureBuilder, kind: str, element: Element) -> None:
    """Add a block of blocks, unless nothing is in it."""
    builder.flush(last=True)
    block = builder.container(kind, element)
    if block.children:
        builder.add(block)


def flow(builder: StructureBuilder, element: Element) -> None:
    """A box without meaning of its own: what is inside stands by itself."""
    if "style" in element.attrs and MONOSPACE.search(element.attrs["style"]) and is_listing(element):
        return listing(builder, element)
    if "wp-caption" in element.classes():
        return figure(builder, element)
    if builder.leaf != "p":  # headings and terms are one line
        builder.run.append(Piece("text", " "))
        builder.walk(element)
        builder.run.append(Piece("text", " "))
        return None
    builder.flush()
    if "wp-caption-text" in element.classes():
        builder.add(builder.container("figcaption", element))
        return None
    builder.walk(element)
    builder.flush()
    return None


def heading(builder: StructureBuilder, element: Element) -> None:
    """A heading; a target before it is no part of its words, which other pages repeat."""
    builder.flush(last=True)
    saved, builder.leaf = builder.leaf, element.name
    builder.walk(element)
    builder.flush()
    builder.leaf = saved


def quote(builder: StructureBuilder, element: Element) -> None:
    """A quotation in blocks."""
    _filled(builder, "blockquote", element)


def rule(builder: StructureBuilder, _element: Element) -> None:
    """A line across."""
    builder.add(Block("hr"))


def preformatted(builder: StructureBuilder, element: Element) -> None:
    """A code block."""
    text = code.code_text(element)
    if not text.strip():
        return
    builder.add(Block("pre", text=text, language=code.code_language(element, text)))


def listing(builder: StructureBuilder, element: Element) -> None:
    """Code written with line breaks instead of `pre`."""
    text = code.code_text(element).strip("\n")
    builder.add(Block("pre", text=text, language=code.code_language(element, text)))


def definitions(builder: StructureBuilder, element: Element) -> None:
    """A list of terms and what they mean."""
    _filled(builder, "dl", element)


def term(builder: StructureBuilder, element: Element) -> None:
    """A term, on one line."""
    builder.flush(last=True)
    saved, builder.leaf = builder.leaf, "dt"
    builder.walk(element)
    builder.flush(last=True)
    builder.leaf = saved


def definition(builder: StructureBuilder, element: Element) -> None:
    """What a term means."""
    builder.add(builder.container("dd", element))


def figure(builder: StructureBuilder, element: Element) -> None:
    """A picture, code or table with a caption."""
    _filled(builder, "figure", element)


def caption(builder: StructureBuilder, element: Element) -> None:
    """The words under a figure."""
    _filled(builder, "figcaption", element)


def list_items(builder: StructureBuilder, element: Element) -> None:
    """A list; what stands between its items belongs to the item before."""
    name = "ol" if element.name == "ol" else "ul"
    builder.flush(last=True)
    start = element.attrs.get("start", "1")
    number = _number(start, 1)
    if str(number) != start.strip() and name == "ol":
        builder.lose("number", f"a list that starts at {start}", "lists count from 0 to a thousand million")
    block = Block(name, number=number)
    strays: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str) or child.name != "li":
            strays.append(child)
            continue
        _stray(builder, strays, block)
        if child in builder.references.notes or child in builder.references.skipped or is_hidden(child):
            continue
        number = block.number + len(block.children)
        value = _number(child.attrs.get("value"), number)
        if name == "ol" and value != number:
            if block.children:
                builder.add(block)
            block = Block(name, number=value)
        block.children.append(builder.container("li", child))
    _stray(builder, strays, block)
    if block.children:
        builder.add(block)


def _stray(builder: StructureBuilder, strays: list[Element | str], block: Block) -> None:
    """Take what stands in a list outside its items into the item before it."""
    box = Element("li", {}, None)
    box.children = strays.copy()
    strays.clear()
    item = builder.container("li", box)
    if not item.children:
        return
    if block.children:
        block.children[-1].children += item.children
    else:
        block.children.append(item)


def item(builder: StructureBuilder, element: Element) -> None:
    """An item outside any list: browsers show it as one of a bullet list."""
    builder.flush(last=True)
    item = builder.container("li", element)
    if builder.out and builder.out[-1].name == "ul" and builder.out[-1].label == "made":
        builder.out[-1].children.append(item)
    else:
        block = Block("ul", label="made")
        block.children.append(item)
        builder.out.append(block)


def table(builder: StructureBuilder, element: Element) -> None:
    """A table; one that only lays out the page becomes what is inside."""
    if code.is_code_table(element):
        text, language = code.table_code(element)
        if text.strip():
            builder.add(Block("pre", text=text, language=language))
        return None
    rows = _rows(element)
    if "tr-caption-container" in element.classes():
        return captioned(builder, rows)
    shown = sum(1 for row, _ in rows for cell in row if not cell.is_blank())
    if shown <= 1 or builder.tables >= MOST_TABLES:
        if shown > 1:
            builder.lose("table", element.text(), f"tables nest deeper than {MOST_TABLES} levels")
        return dissolved(builder, element, rows)
    builder.flush(last=True)
    builder.tables += 1
    block = Block("table")
    for child in element.children:
        if isinstance(child, Element) and child.name == "caption":
            block.children += builder.container("caption", child, leaf="caption").children
    in_head = True
    for row, is_head in rows:
        in_head = in_head and is_head
        block.number += in_head
        made = Block("tr")
        for cell in row:
            filled = builder.container(cell.name, cell)
            filled.spans = (_span(cell.attrs.get("colspan")), _span(cell.attrs.get("rowspan")))
            made.children.append(filled)
        block.children.append(made)
    builder.tables -= 1
    builder.add(block)
    return None


def dissolved(builder: StructureBuilder, element: Element, rows: list[tuple[list[Element], bool]]) -> None:
    """Take in the cells of a table one after the other."""
    if caption := next((inner for inner in element.elements() if inner.name == "caption"), None):
        flow(builder, caption)
    for row, _ in rows:
        for cell in row:
            builder.flush()
            if builder.targets and cell in builder.targets:
                builder.anchor(cell)
            builder.walk(cell)
            builder.flush()


def captioned(builder: StructureBuilder, rows: list[tuple[list[Element], bool]]) -> None:
    """Blogger's picture with a caption is a table."""
    builder.flush(last=True)
    figure = Block("figure")
    for row, _ in rows:
        for cell in row:
            if "tr-caption" in cell.classes():
                figure.children.append(builder.container("figcaption", cell))
            else:
                figure.children += builder.container("td", cell).children
    if figure.children:
        builder.add(figure)


def _number(value: str | None, default: int) -> int:
    try:
        number = int(value) if value else default
    except ValueError:
        return default
    return number if 0 <= number < _LARGEST_NUMBER else default


def _span(value: str | None) -> int:
    return max(1, min(100, _number(value, 1)))


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


def is_listing(element: Element) -> bool:
    """Return whether monospaced text has line breaks, hence is a block of code."""
    has_break = False
    for inner in element.elements():
        if inner.name in _NOT_IN_LISTING:
            return False
        has_break = has_break or inner.name == "br"
    return has_break and len(element.text().strip()) > 0


def is_code_block(element: Element) -> bool:
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
