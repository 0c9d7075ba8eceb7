"""Which posts a chapter's text names."""

from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from anthology.pages.catalogue_file import catalogue_data, shown_records
from anthology.sphinxext.chapters import posts_in_chapters, posts_named
from anthology.sphinxext.records import Records
from tests.pages.small_book import BOOK, VOCABULARY, catalogue

CASES = read_fixture_file(Path(__file__).with_suffix("").parent / "chapters.md")
RECORDS = Records(catalogue_data(catalogue(), shown_records(catalogue()), VOCABULARY, BOOK))


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=[case[1] for case in CASES])
def test_chapters(line, title, text, expected):
    found = {int(post.rpartition("-")[2], 16) for post in posts_named(text, RECORDS)}
    assert found == {int(number) for number in expected.split()}


def test_all_chapters_are_read(tmp_path):
    (tmp_path / "chapters" / "part").mkdir(parents=True)
    (tmp_path / "chapters" / "one.md").write_text("{post}`post-1`\n")
    (tmp_path / "chapters" / "part" / "two.md").write_text("{post}`post-2`\n")
    assert posts_in_chapters(tmp_path, RECORDS) == {"planet-000000000001", "planet-000000000002"}
    assert posts_in_chapters(tmp_path / "none", RECORDS) == set()
