"""The document between HTML and MyST: blocks of blocks, and runs of inline pieces, nothing else.

Names of blocks are those of HTML, so that the writer's methods are markdownify's `convert_p`, `convert_li`,
….
"""

from __future__ import annotations

from collections.abc import Iterator


class Link:
    """A link around pieces; two links to one address are still two, hence compared by identity."""

    __slots__ = ("title", "url")

    def __init__(self, url: str, title: str | None = None) -> None:
        self.url = url
        self.title = title


Mark = str | Link
"""What is around a piece: `strong`, `em`, `del` or a link."""


class Piece:
    """A run of text, or one thing, inside a paragraph.

    Attributes:
        kind: `text`, `code`, `sup`, `sub`, `br`, `img`, `anchor` (a link's target), `note` (a footnote's
            number) or `task` (a box to tick).
        text: The words; of `img` the alternative text, of `anchor` and `note` the name, of `task` `x` or
            nothing.
        marks: What is around it, outermost first.
        url: Of `img`.
        title: Of `img`.
        width: Of `img`, in pixels, if it has one.
    """

    __slots__ = ("kind", "marks", "text", "title", "url", "width")

    def __init__(
        self,
        kind: str,
        text: str,
        marks: tuple[Mark, ...] = (),
        url: str = "",
        title: str | None = None,
        *,
        width: int | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.marks = marks
        self.url = url
        self.title = title
        self.width = width


class Block:
    """A block of the document.

    Attributes:
        name: `p`, `h2` … `h6`, `pre`, `hr`, `blockquote`, `ul`, `ol`, `li`, `dl`, `dt`, `dd`, `figure`,
            `figcaption`, `table`, `caption`, `tr`, `td`, `th`, `fn` (a footnote) or `[document]`.
        inline: Pieces, in blocks that hold text.
        children: Blocks, in blocks that hold blocks.
        text: Of `pre`, the code.
        language: Of `pre`.
        number: Of `ol`, its first; of a heading, its level in the original; of a table, its header rows.
        label: Of `fn`.
        spans: Of a cell, columns and rows.
    """

    __slots__ = ("children", "inline", "label", "language", "name", "number", "spans", "text")

    def __init__(
        self,
        name: str,
        inline: list[Piece] | None = None,
        *,
        text: str = "",
        language: str | None = None,
        number: int = 0,
        label: str = "",
        spans: tuple[int, int] = (1, 1),
    ) -> None:
        self.name = name
        self.inline = inline or []
        self.children: list[Block] = []
        self.text = text
        self.language = language
        self.number = number
        self.label = label
        self.spans = spans

    def walk(self) -> Iterator[Block]:
        """Yield this block and all inside, in reading order."""
        stack = [self]
        while stack:
            block = stack.pop()
            yield block
            stack.extend(block.children[::-1])


def targets_of(document: Block) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the addresses that a reader can follow, once a link, and those of the pictures."""
    links: list[str] = []
    pictures: list[str] = []
    seen: set[Mark] = set()
    for block in document.walk():
        for piece in block.inline:
            if piece.kind == "img":
                pictures.append(piece.url)
            for mark in piece.marks:
                if isinstance(mark, Link) and mark not in seen and not mark.url.startswith("#"):
                    seen.add(mark)
                    links.append(mark.url)
    return tuple(links), tuple(pictures)
