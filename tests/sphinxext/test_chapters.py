"""Which posts a chapter's text names."""

from dataclasses import replace
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


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Knots for beginners", "planet-000000000001"),
        ("The first words on knots", "planet-000000000001"),
        ("the FIRST words on knots", "planet-000000000001"),
        ("Taken by another", "planet-000000000002"),
        ("Both had it", None),
    ],
)
def test_a_title_by_the_source_is_a_name_where_it_is_the_only_one(target, expected):
    titles = {
        "planet-000000000001": ("Knots for beginners", "The first words on knots"),
        "planet-000000000002": ("Taken by another", None),
        "planet-000000000003": ("Three", "Taken by another"),
        "planet-000000000004": ("Four", "Both had it"),
        "planet-000000000005": ("Five", "Both had it"),
    }
    named = [
        replace(post, title=titles[post.id][0], source_title=titles[post.id][1])
        for post in catalogue().posts
        if post.id in titles
    ]
    tied = replace(catalogue(), posts=tuple(named))
    records = Records(catalogue_data(tied, shown_records(tied), VOCABULARY, BOOK))
    assert records.identify("post", target) == expected


def test_all_chapters_are_read(tmp_path):
    (tmp_path / "chapters" / "part").mkdir(parents=True)
    (tmp_path / "chapters" / "one.md").write_text("{post}`post-1`\n")
    (tmp_path / "chapters" / "part" / "two.md").write_text("{post}`post-2`\n")
    assert posts_in_chapters(tmp_path, RECORDS) == {"planet-000000000001", "planet-000000000002"}
    assert posts_in_chapters(tmp_path / "none", RECORDS) == set()
