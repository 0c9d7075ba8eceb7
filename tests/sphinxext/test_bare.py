"""Books with nothing in them yet, and settings of one's own."""

from __future__ import annotations

import dataclasses
import re

import pytest
from sphinx.errors import ExtensionError

from anthology.model import Catalogue, Dated
from anthology.pages import clean
from tests.pages.small_book import VOCABULARY, catalogue, post
from tests.sphinxext.conftest import build, make_project
from tests.sphinxext.crawler import crawl
from tests.sphinxext.test_book import article_of, text_of

CHAPTER = "# A chapter\n\nWords.\n"
NO_CYCLES = dataclasses.replace(VOCABULARY, cycles={})


def without_cycles() -> Catalogue:
    """Return the small book's posts as a book without cycles has them."""
    made = catalogue()
    posts = tuple(dataclasses.replace(post, cycle=None, releases=()) for post in made.posts)
    return dataclasses.replace(made, posts=posts)


def test_a_book_without_posts(tmp_path):
    built = build(make_project(tmp_path / "book", Catalogue(()), CHAPTER))
    assert built.warnings == []
    assert crawl(built.html)[0] == []
    assert "No posts yet." in built.page("index")


def test_a_book_without_cycles_is_one_of_years(tmp_path):
    made = without_cycles()
    folder = make_project(tmp_path / "book", made, CHAPTER, NO_CYCLES)
    built = build(folder)
    assert built.warnings == []
    found, _, _ = crawl(built.html)
    assert found == []
    listed = built.page("years/2012") + built.page("years/2011") + built.page("years/undated")
    assert all(f"{post.slug}.html" in listed for post in made.shown())
    for number, year in ((1, "2012"), (16, "Undated")):
        page = built.page(f"posts/planet/post-{number}")
        crumbs = page.split('<nav class="crumbs')[1].split("</nav>")[0]
        assert re.findall(r'html">(.*?)</a>', crumbs)[1:] == ["All posts by year", year]
    for page in built.html.rglob("*.html"):
        assert "elease cycle" not in text_of(page.read_text("utf-8")), page
    latex = build(folder, builder="latex").folder / "build/latex"
    assert "Text of post 2" in "".join(path.read_text("utf-8") for path in latex.glob("*.tex"))


def test_posts_outside_the_cycles_are_not_undated(tmp_path):
    late = post(3, "Long after", dated=Dated("2019-03-12", "byline"), cycle=None)
    never = post(4, "Some day", dated=None, cycle=None)
    built = build(make_project(tmp_path / "book", Catalogue((post(1, "In time"), late, never)), CHAPTER))
    assert "Long after" in built.page("cycles/outside")
    assert "Some day" in built.page("cycles/undated")
    assert "Long after" not in text_of(article_of(built.page("cycles/undated")))


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


def test_the_book_title_is_text(tmp_path):
    folder = make_project(tmp_path / "book", Catalogue((post(1, "A post"),)), CHAPTER)
    conf = folder / "conf" / "conf.py"
    conf.write_text(conf.read_text().replace('"A Small Book"', '"The <Vol> & Book"'))
    index = folder / "source" / "index.md"
    index.write_text(index.read_text().replace("A Small Book", r"The \<Vol> & Book"))
    built = build(folder)
    for page, title in (
        ("index", "The &lt;Vol&gt; &amp; Book"),
        ("posts/planet/post-1", "A post &#8212; The &lt;Vol&gt; &amp; Book"),
    ):
        assert f"<title>{title}</title>" in built.page(page)
        assert '<p class="title logo__title">The &lt;Vol&gt; &amp; Book</p>' in built.page(page)
