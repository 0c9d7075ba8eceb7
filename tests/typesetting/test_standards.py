"""What PDF/UA-1 and PDF/A-2a ask of a file, as far as it can be seen from outside: tags, names, languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from .conftest import Printed

pikepdf = pytest.importorskip("pikepdf")

# Kinds of ISO 32000-1 that the book's tags are of, or are mapped to.
STANDARD = frozenset(
    """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
    Table TR TH TD THead TBody TFoot Span Quote Note Reference Code Link Figure Formula NonStruct
    """.split()  # noqa: SIM905
)


@pytest.fixture(scope="module")
def pdf(workshop: Printed) -> Iterator[Any]:
    with pikepdf.open(workshop.pdf) as opened:
        yield opened


@pytest.fixture(scope="module")
def elements(pdf: Any) -> list[Any]:
    """All elements of the structure tree, in reading order."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            found.append(element)
        kids = element.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in reversed(kids) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return found


def kind(pdf: Any, element: Any) -> str:
    name = str(element.S)
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    return str(roles.get(name, name)).removeprefix("/")


def test_the_file_says_what_it_is(pdf: Any) -> None:
    with pdf.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "A")
        assert said["dc:title"] == "Letters from the Workshop"
        assert said["dc:language"]
    assert bool(pdf.Root.MarkInfo.Marked)
    assert "/Suspects" not in pdf.Root.MarkInfo
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.Lang).startswith("en")
    assert any(str(intent.S) == "/GTS_PDFA1" for intent in pdf.Root.OutputIntents)
    assert "/Encrypt" not in pdf.trailer


def test_every_page_is_part_of_the_structure(pdf: Any) -> None:
    for page in pdf.pages:
        assert page.get("/Tabs") == "/S"
        if "/StructParents" not in page:
            # Nothing stands on a page left blank, or only what is no part of the text.
            assert b"/MCID" not in page.Contents.read_bytes()


def test_tags_are_standard_ones_and_nested_as_they_may_be(pdf: Any, elements: list[Any]) -> None:
    counted = Counter(kind(pdf, element) for element in elements)
    assert set(counted) <= STANDARD
    for name in (
        "H1",
        "H2",
        "P",
        "L",
        "LI",
        "Table",
        "TR",
        "TD",
        "TH",
        "Link",
        "Note",
        "Figure",
        "Code",
        "TOC",
    ):
        assert counted[name], name
    inside = {"LI": "L", "TR": ("Table", "THead", "TBody", "TFoot"), "TH": "TR", "TD": "TR", "TOCI": "TOC"}
    for element in elements:
        allowed = inside.get(kind(pdf, element))
        if allowed:
            assert kind(pdf, element.P) in allowed


def test_headings_skip_no_level(pdf: Any, elements: list[Any]) -> None:
    levels = [int(kind(pdf, e)[1]) for e in elements if kind(pdf, e) in {f"H{n}" for n in range(1, 7)}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_is_described(pdf: Any, elements: list[Any]) -> None:
    figures = [element for element in elements if kind(pdf, element) == "Figure"]
    assert len(figures) >= 5
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_every_heading_cell_says_what_it_heads(pdf: Any, elements: list[Any]) -> None:
    cells = [element for element in elements if kind(pdf, element) == "TH"]
    for cell in cells:
        attributes = cell.get("/A", [])
        attributes = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
        assert any(str(a.get("/Scope", "")) in ("/Column", "/Row", "/Both") for a in attributes)


def test_every_link_is_tagged_and_described(pdf: Any) -> None:
    links = [link for page in pdf.pages for link in page.get("/Annots", []) if link.Subtype == "/Link"]
    assert len(links) > 100
    for link in links:
        assert "/StructParent" in link
        assert str(link.get("/Contents", "")).strip()
