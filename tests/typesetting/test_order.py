"""Every word that Sphinx read of a page stands in the PDF, in the order of the source.

The order is that in which the words are written into the file, as pypdfium2 and `pdftotext -raw` tell it.
Without that option pdftotext goes by where words stand on paper, and takes the comments of lines of code for
a column of text.  What is compared otherwise, and why:

- Notes stand at the foot of the page on which they are called, and a table that is too wide for any page is
  set cell by cell, each after the heading of its column: notes, and headings, are compared by themselves.
- Programs differ in the order in which they read neighbouring words of scripts from right to left: these have
  to stand together, in whatever order.
- The words on a picture's behalf are in the file's tags, not in its text: tests of the tags look at them.
"""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from docutils import nodes
from rapidfuzz.distance import LCSseq

from anthology.typesetting.compile import compile_pdf
from anthology.typesetting.escape import right_to_left

from .conftest import Printed
from .reading import outline, pages, raw_pages, squeezed

LEAST = 0.999
BY_THEMSELVES = (nodes.footnote, nodes.citation, nodes.thead)
LEFT_OUT = (nodes.label, nodes.raw, nodes.Invisible)
# Scripts without spaces between words may go to the next line after any letter.
WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+")


def words(text: str) -> list[str]:
    """Return the words of a text, those of a run from right to left sorted."""
    found = (word.casefold() for word in WORD.findall(text))
    return [
        word for backward, run in groupby(found, right_to_left) for word in (sorted(run) if backward else run)
    ]


def read(element: nodes.Node) -> str:
    """Return the words of an element that are not code of another format."""
    if isinstance(element, nodes.raw):
        return " " if element.astext() == "<br>" else ""
    if isinstance(element, nodes.image | nodes.footnote_reference):
        return ""
    return "".join(map(read, element.children)) if element.children else element.astext()


def texts(element: nodes.Node) -> Iterator[str]:
    """Yield paragraph after paragraph, without what is compared by itself."""
    for child in element.children:
        if isinstance(child, BY_THEMSELVES + LEFT_OUT):
            continue
        if isinstance(child, nodes.TextElement):
            yield read(child)
        else:
            yield from texts(child)


def sources(printed: Printed) -> dict[str, list[list[str]]]:
    """Return the words of each printed page by its title: its text, its notes, its tables' headings."""
    found = {}
    for file in sorted((printed.typst / "pages").rglob("*.typ")):
        docname = file.relative_to(printed.typst / "pages").with_suffix("").as_posix()
        tree = pickle.loads((printed.typst.parent / "trees" / f"{docname}.doctree").read_bytes())
        title = next(iter(tree.findall(nodes.title))).astext()
        apart = [element for kind in BY_THEMSELVES for element in tree.findall(kind)]
        found[title] = [words(" ".join(texts(element))) for element in (tree, *apart)]
    return found


def in_order(wanted: list[str], given: list[str]) -> int:
    """Return how many of the words stand in the others in the same order, and show which do not."""
    steps = LCSseq.opcodes(wanted, given)
    print([wanted[step.src_start : step.src_end] for step in steps if step.tag == "delete"])
    return LCSseq.similarity(wanted, given)


def share(printed: Printed, pdf: Path, text: list[str]) -> float:
    """Return the share of all words of the source that stand in their page's part of the PDF in order."""
    marks = [(squeezed(title), page) for title, page in outline(pdf)]
    wanted = sources(printed)
    begins = {title: next(page for mark, page in marks if mark == squeezed(title)) for title in wanted}
    total = matched = 0
    for title, parts in wanted.items():
        begin = begins[title]
        # A page may hold the end of one post and the beginning of the next.
        end = min((page for page in begins.values() if page > begin), default=len(text) - 1)
        given = words("\n".join(text[begin : end + 1]).replace("↩\n↪ ", ""))
        total += sum(map(len, parts))
        matched += sum(in_order(part, given) for part in parts)
    assert total > 10_000
    return matched / total


@pytest.fixture(scope="module", params=["a4", "6x9in"])
def pdf(request: pytest.FixtureRequest, workshop: Printed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "a4":
        return workshop.pdf
    path = tmp_path_factory.mktemp("order") / "book.pdf"
    compile_pdf(workshop.typst, path, paper=request.param)
    return path


def test_words_stand_in_the_order_of_the_source(workshop: Printed, pdf: Path) -> None:
    assert share(workshop, pdf, pages(pdf)) >= LEAST


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_pdftotext_gives_the_words_in_the_order_of_the_source(workshop: Printed, pdf: Path) -> None:
    assert share(workshop, pdf, raw_pages(pdf)) >= LEAST


def test_words_in_another_order_are_noticed() -> None:
    wanted = words("one two three four")
    assert in_order(wanted, words("one, two; three! And four.")) == 4
    assert in_order(wanted, words("one three two four")) == 3
    assert in_order(wanted, words("onetwo three four")) == 2
    assert words("x שלום مرحبا y") == words("x مرحبا שלום y") != words("שלום x y مرحبا")
