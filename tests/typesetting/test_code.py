"""Code on papers of other widths, and posts that end as print wants them."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.cmd.build import main as sphinx_build

from anthology.typesetting.code import COLUMNS, COLUMNS_ON, code_block

from .conftest import build
from .workshop import make_project

NARROW = COLUMNS_ON["6x9in"]
DRAWING = "\n".join(["+" + "-" * 76 + "+", "|" + " " * 76 + "|", "+" + "-" * 76 + "+"])


def test_lines_are_cut_where_the_paper_ends_and_drawings_shrunk() -> None:
    line = "word " * 15 + "word"
    assert "goes-on" not in code_block(line, "text")
    assert "goes-on" in code_block(line, "text", limit=NARROW)
    assert "columns:" not in code_block(line, "text", limit=NARROW)
    assert "columns: 78" in code_block(DRAWING, "text", limit=NARROW)
    assert "columns:" not in code_block(DRAWING, "text", limit=COLUMNS)


def test_the_paper_decides_the_columns_of_code(tmp_path: Path) -> None:
    source = make_project(tmp_path)
    out = tmp_path / "narrow"
    settings = ("-D", "anthology_pdf_paper=6x9in")
    assert sphinx_build(["-q", "-b", "typst", "-c", str(tmp_path), *settings, str(source), str(out)]) == 0
    assert json.loads((out / "book.json").read_text("utf-8"))["code_columns"] == NARROW


def test_short_last_paragraphs_stay_with_the_foot(tmp_path: Path) -> None:
    make_project(tmp_path)
    build(tmp_path)
    pages = tmp_path / "typst" / "pages"
    note = (pages / "posts/letters/note.typ").read_text("utf-8")
    assert "#last-lines(false)[Nobody knows" in note
    assert "#last-lines" not in (pages / "chapters/on-names.typ").read_text("utf-8")
