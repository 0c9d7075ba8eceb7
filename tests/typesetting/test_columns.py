"""The two columns of an index: they end side by side, and what comes next stands below both."""

from __future__ import annotations

import random
from importlib import resources
from itertools import chain

import pytest

pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads PDF files in these tests")
typst = pytest.importorskip("typst")

LINE = 15.0
"""Points, a little more than a line of an index takes."""


def printed(count: int, paper: str) -> bytes:
    """Return a PDF of an index of so many entries, some of them long, and a line after it."""
    chance = random.Random(count)
    entries = [
        (f"#index-letter[{chr(65 + number % 26)}]" if number % 9 == 0 else "")
        + f"#index-entry([Name {number}], (), note: [{'many words ' * chance.choice((1, 1, 1, 2, 9, 15))}])"
        for number in range(count)
    ]
    book = ['#import "/template/book.typ": *', '#show: book.with(title: "Names")', "#index([Names])["]
    text = "\n".join([*book, *entries, "]", "#block(above: 0pt)[After it.]"])
    template = resources.files("anthology.typesetting").joinpath("template")
    files = {f"/template/{file.name}": file.read_bytes() for file in template.iterdir()}
    settings = {"paper": paper}
    data = typst.compile({"main.typ": text.encode(), **files}, format="pdf", sys_inputs=settings)
    assert isinstance(data, bytes)
    return data


@pytest.mark.parametrize("paper", ["a4", "6x9in"])
@pytest.mark.parametrize("count", [1, 2, 3, 10, 31, 80, 150, 333, 1000])
def test_columns_end_side_by_side_on_the_last_page_and_what_follows_stands_below(
    count: int, paper: str
) -> None:
    with pdfium.PdfDocument(printed(count, paper)) as document:
        boxes = [
            (number, text.get_text_bounded(*box), box)
            for number, page in enumerate(document)
            for text in [page.get_textpage()]
            for box in map(text.get_rect, range(text.count_rects()))
        ]
        middle = document[0].get_width() / 2
    names = [box for box in boxes if "Name " in box[1] or "words" in box[1]]
    last = max(number for number, _, _ in names)
    after = next(box for box in boxes if "After it" in box[1])
    left, right = (
        [
            bottom
            for number, _, (start, bottom, _, _) in names
            if number == last and (start < middle) == is_left
        ]
        for is_left in (True, False)
    )
    if left and right:
        assert abs(min(left) - min(right)) < 7 * LINE
    else:
        # One or two entries are not shared between two columns.
        assert max(left) - min(left) < 3 * LINE
    assert (after[0], -after[2][3]) > (last, -min(chain(left, right)))
