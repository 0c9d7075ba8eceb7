"""Books with nothing in them yet, and settings of one's own."""

from __future__ import annotations

import pytest
from sphinx.errors import ExtensionError

from anthology.model import Catalogue
from anthology.pages import clean
from tests.sphinxext.conftest import build, make_project
from tests.sphinxext.crawler import crawl

CHAPTER = "# A chapter\n\nWords.\n"


def test_a_book_without_posts(tmp_path):
    built = build(make_project(tmp_path / "book", Catalogue(()), CHAPTER))
    assert built.warnings == []
    assert crawl(built.html)[0] == []
    assert "No posts yet." in built.page("index")


def test_before_anything_was_generated(tmp_path):
    folder = make_project(tmp_path / "book", Catalogue(()), CHAPTER)
    clean(folder / "source")
    built = build(folder)
    assert built.warnings == []
    assert crawl(built.html)[0] == []


def test_a_broken_catalogue_is_named(tmp_path):
    folder = make_project(tmp_path / "book", Catalogue(()), CHAPTER)
    (folder / "source/.anthology/catalogue.json").write_text("{")
    with pytest.raises(ExtensionError, match=r"catalogue\.json cannot be read"):
        build(folder)


def test_conf_has_the_last_word(tmp_path):
    folder = make_project(tmp_path / "book", Catalogue(()), CHAPTER)
    conf = folder / "conf" / "conf.py"
    conf.write_text(conf.read_text() + 'html_title = "Mine"\nhtml_theme = "alabaster"\nsmartquotes = True\n')
    built = build(folder)
    assert built.warnings == []
    assert "<title>A Small Book &#8212; Mine</title>" in built.page("index")
