"""What the parts of the translator share: where markup goes, and what surrounds the node at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from anthology.typesetting.escape import markup
from anthology.typesetting.page import CrossReference, Mark, Place, TypstPage, document_label, place_label

if TYPE_CHECKING:
    from anthology.typesetting.builder import TypstBuilder
    from anthology.typesetting.translator.grid import Grid

logger = logging.getLogger(__name__)

WEB_ONLY = "web-only"
APPARATUS = frozenset({"post-header", "post-footer"})
"""Containers that the page has from the Sphinx extension and print sets in its own way."""


class BaseTranslator(SphinxTranslator):
    """Collects markup and marks; knows how deep the node at hand is nested.

    Args:
        document: A resolved doctree.
        builder: The running builder.
        page: What to fill.
        level: Heading level of the page's title in the book.
        own_apparatus: Whether the builder sets header and footer of the post itself.
    """

    builder: TypstBuilder

    def __init__(
        self,
        document: nodes.document,
        builder: TypstBuilder,
        page: TypstPage,
        *,
        level: int = 1,
        own_apparatus: bool = False,
    ) -> None:
        super().__init__(document, builder)
        self.page = page
        self.parts: list[str | Mark] = page.parts
        self.level = level
        self.own_apparatus = own_apparatus
        self.section_depth = 0
        self.narrow = 0
        """How many lists, quotes or boxes surround the node at hand: each leaves less width."""
        self.in_title = False
        self.title_seen = False
        self.in_cell = 0
        """How many table cells surround the node at hand: a table may stand in a cell of another."""
        self.in_note = False
        self.grids: list[Grid] = []
        """The tables that surround the node at hand, innermost last."""
        self.in_link = False
        self.addresses: set[str] = set()
        """Addresses that the post has printed already."""
        self.open_html: list[tuple[str, nodes.Node]] = []
        """Inline HTML elements that are open, each with the node in which it was opened."""
        self.notes: dict[str, nodes.Element] = {}
        notes: list[nodes.Element] = [*document.findall(nodes.footnote), *document.findall(nodes.citation)]
        for note in notes:
            note_ids: list[str] = note["ids"]
            self.notes.update(dict.fromkeys(note_ids, note))
        self.notes_set: set[str] = set()

    def put(self, *parts: str | Mark) -> None:
        """Add markup or marks."""
        self.parts.extend(parts)

    def put_text(self, text: str) -> None:
        """Add literal text."""
        self.parts.append(markup(text))

    def trim(self) -> None:
        """Take white space off the end, so that a closing bracket makes no empty paragraph."""
        while self.parts and isinstance(last := self.parts[-1], str) and not last.strip():
            self.parts.pop()

    def put_places(self, node: nodes.Element) -> None:
        """Add a place for each id of the node."""
        node_ids: list[str] = node.get("ids", [])
        self.put(*(Place(place_label(self.page.docname, node_id)) for node_id in node_ids))

    def reference_to(self, label: str) -> CrossReference:
        """Return a link to a label; in running text, one to a post or a place in it tells the page."""
        in_book = not label.startswith(("index:", "part:"))
        return CrossReference(label, page=in_book and not (self.in_title or self.in_cell))

    def close_html(self, node: nodes.Node) -> None:
        """Close what inline HTML left open in this node: a bracket must not leak out of it."""
        while self.open_html and self.open_html[-1][1] is node:
            self.open_html.pop()
            self.put("]")

    def here(self) -> str:
        """Return the label of the page itself."""
        return document_label(self.page.docname)

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Visit a node unless it is for the web only, or print sets it in its own way."""
        if self.left_out(node):
            raise nodes.SkipNode
        super().dispatch_visit(node)

    def left_out(self, node: nodes.Node) -> bool:
        """Tell whether a node is for the web only, or set by print in its own way."""
        classes = node.get("classes", ()) if isinstance(node, nodes.Element) else ()
        return WEB_ONLY in classes or (self.own_apparatus and not APPARATUS.isdisjoint(classes))

    def unknown_visit(self, node: nodes.Node) -> None:
        """Say once per kind of node that only its content is printed."""
        name = type(node).__name__
        if name not in self.builder.unknown_nodes:
            self.builder.unknown_nodes.add(name)
            logger.warning(
                "the PDF shows the content of %s without its form",
                name,
                location=node if isinstance(node, nodes.Element) else None,
                type="anthology",
                subtype="print_node",
            )

    def unknown_departure(self, node: nodes.Node) -> None:
        """Leave a node of an unknown kind."""
