"""A new chapter stands in its place, says nothing wrong, and its examples work."""

from __future__ import annotations

import re

import pytest
from markdown_it.utils import read_fixture_file

from anthology.chapters.beginning import listed
from tests.books import run
from tests.conftest import ROOT

CASES = read_fixture_file(ROOT / "tests" / "listed_chapters.md")


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=[case[1] for case in CASES])
def test_a_chapter_is_listed_and_the_rest_stays(line, title, text, expected):
    assert listed(text, "new") == expected
    assert listed(expected, "new") == expected


@pytest.fixture
def book(tmp_path):
    assert run(tmp_path, "init", str(tmp_path / "book")).returncode == 0
    return tmp_path / "book"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The year of the move", "the-year-of-the-move"),
        ('50% "quoted" {title}: `$x` <b>', "50-quoted-title-x-b"),
        ("Über Wörter", "uber-worter"),
        ("東京", "dong-jing"),
    ],
)
def test_its_examples_work_in_the_book_they_are_made_for(book, title, name):
    made = run(book, "-q", "new", "chapter", title)
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"source/chapters/{name}.md\n"
    chapter = book / "source" / "chapters" / f"{name}.md"
    text = chapter.read_text("utf-8")
    examples = re.sub(r"(?m)^% ?(?=[`:{]|$)", "", text)
    assert examples.count("```") == 4
    chapter.write_text(examples, "utf-8")
    built = run(book, "build", "--strict", "--formats", "html")
    assert built.returncode == 0, built.stderr
    page = (book / f"build/html/chapters/{name}.html").read_text("utf-8")
    assert "percent sign" not in page
    assert "What comes out of a feed" in page
    assert "Ann Other" in page
    assert '<meta name="description"' in page


def test_nothing_is_overwritten(book):
    folder = book / "source" / "chapters"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for title in ("A first chapter", "Index", "…"):
        done = run(book, "new", "chapter", title)
        assert done.returncode == 2
        assert "Give another title" in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
