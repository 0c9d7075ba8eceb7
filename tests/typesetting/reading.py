"""What a reader finds in a PDF: words, bookmarks, links."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads PDF files in these tests")


def pages(pdf: Path) -> list[str]:
    """Return the text of each page; words broken by a hyphen at the end of a line are whole again."""
    with pdfium.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [_whole(text.replace("\r\n", "\n")) for text in texts]


def raw_pages(pdf: Path) -> list[str]:
    """Return the text of each page as pdftotext has it, in the order in which it was written."""
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True)
    return [_whole(text) for text in done.stdout.decode("utf-8").split("\f")[:-1]]


def _whole(text: str) -> str:
    return re.sub("(?:\u00ad|\ufffe)\\s*", "", text)


def outline(pdf: Path) -> list[tuple[str, int]]:
    """Return the bookmarks with the index of their page."""
    with pdfium.PdfDocument(pdf) as document:
        return [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]


def squeezed(text: str) -> str:
    """Return text without white space, so that it does not matter where lines end."""
    return re.sub(r"\s+", "", text)


def boxes_outside(pdf: Path) -> list[tuple[int, str, Any]]:
    """Return the pieces of text that reach out of their page."""
    found = []
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            width, height = page.get_size()
            text = page.get_textpage()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                if left < 0 or bottom < 0 or right > width or top > height:
                    found.append((number, text.get_text_bounded(left, bottom, right, top), (left, right)))
    return found
