"""From the tree of HTML to the document: one walk, in which each element is taken in by what it means.

Inline elements change what is around the next pieces, block elements end the run of pieces before them; so a
link around three paragraphs becomes a link in each of them without any rule of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from anthology.conversion.html.document import Block, Link, Mark, Piece
from anthology.conversion.html.footnotes import References
from anthology.conversion.html.inline import has_words, paragraphs, words
from anthology.conversion.html.losses import Losses
from anthology.conversion.html.tree import Element

Handler = Callable[["StructureBuilder", Element], None]
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCK_NAMES = """
    address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer form
    header hgroup hr legend li main menu nav ol p pre section summary table ul
"""
BLOCKS = HEADINGS | frozenset(_BLOCK_NAMES.split())


class StructureBuilder:
    """Builds the document of one post; use `build` once.

    Args:
        handlers: What takes in an element, by its name.
        references: The post's own footnotes and targets.
        base_url: What relative addresses start from.
        assets: Address as the body has it to the name under which the book keeps the file.
        losses: Where to note what is left out.
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        references: References,
        base_url: str | None,
        assets: Mapping[str, str],
        losses: Losses,
    ) -> None:
        self.handlers = handlers
        self.references = references
        self.base_url = base_url
        self.assets = assets
        self.losses = losses
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

    def walk(self, element: Element) -> None:
        """Take in everything inside an element."""
        for child in element.children:
            if isinstance(child, str):
                text = child.replace("\u200b", "")  # the writer uses it where marks need room
                self.run.append(Piece(self.verbatim or "text", text, self.marks))
            else:
                self.enter(child)

    def enter(self, element: Element) -> None:
        """Take in one element, unless it does not show."""
        attrs = element.attrs
        name = element.name
        if attrs:
            if is_hidden(element):
                return
            if self.targets and element in self.targets:
                if name in BLOCKS:
                    self.flush()
                self.anchor(element)
        if self.references.marks or self.references.skipped:
            if element in self.references.marks:
                self.run.append(Piece("note", self.references.marks[element], without_links(self.marks)))
                return
            if element in self.references.skipped or element in self.references.notes:
                return
        handler = self.handlers.get(name)
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
                if self.leaf in HEADINGS:
                    self.losses.heading = words(pieces)
                self.out.append(
                    Block(self.leaf, pieces, number=int(self.leaf[1]) if self.leaf in HEADINGS else 0)
                )
            elif last:
                self.out.append(Block("p", pieces))
            else:
                self.run += pieces

    def container(self, name: str, element: Element, *, leaf: str = "p") -> Block:
        """Return a block that holds the blocks inside an element."""
        block = Block(name)
        saved = self.out, self.leaf, self.run
        self.out, self.leaf, self.run = block.children, leaf, []
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

    def within(self, element: Element, *marks: Mark) -> None:
        """Take in an element with marks around it; inside code, marks say nothing."""
        saved = self.marks
        if self.verbatim != "code":
            self.marks = saved + tuple(mark for mark in marks if mark not in saved)
        self.walk(element)
        self.marks = saved


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


def is_hidden(element: Element) -> bool:
    """Return whether a browser would not show an element."""
    attrs = element.attrs
    return "hidden" in attrs or ("style" in attrs and _HIDDEN.search(attrs["style"]) is not None)


def without_links(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the marks that are not links."""
    return tuple(mark for mark in marks if not isinstance(mark, Link))
