"""Beside a dead link stands the archived copy nearest to the page's date; only pages that hold it change."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup

from anthology.model import Body, Catalogue, Dated
from anthology.pages import DeadLinks, write
from tests.pages.small_book import BOOK, VOCABULARY, catalogue, post
from tests.sphinxext.conftest import ARCHIVE, build, make_project
from tests.sphinxext.test_rebuild import ALWAYS

GONE = "http://gone.net/a?b=c"
COPY = f"https://web.archive.org/web/20120507120000/{GONE}"
CHAPTER = (
    f"# A chapter\n\nSee [this]({GONE}#part), [that](http://alive.net/) and {{post}}`planet-000000000003`.\n"
)
TEXT = (
    f"See [this *place*]({GONE}), [that](http://alive.net/).\n\n[![A knot](http://alive.net/x.png)]({GONE})\n"
)
PARENTS = {"index", "cycles/birch"}
"""Sphinx itself writes again what has a written page in its contents."""


def book():
    made = [post(n, f"Post number {n}", dated=Dated("2012-05-07", "byline"), url=None) for n in range(12)]
    made[3] = dataclasses.replace(made[3], body=Body(TEXT, links=(GONE, "http://alive.net/", GONE)))
    made[4] = dataclasses.replace(made[4], url="http://gone.net/own")
    made[5] = dataclasses.replace(made[5], body=Body(f"[{GONE}]({GONE})\n", links=(GONE,)), dated=None)
    return Catalogue(posts=tuple(made), people=catalogue().people)


def rewrite(folder, *links, archive=ARCHIVE):
    dead = DeadLinks(dict.fromkeys(links, "2020-02-03"), archive)
    write(book(), VOCABULARY, folder / "source", BOOK, dead=dead)


@pytest.fixture
def project(tmp_path):
    folder = make_project(tmp_path / "book", book(), CHAPTER)
    build(folder)
    return folder


def found(built, page, selector):
    return BeautifulSoup(built.page(page), "lxml").select(selector)


def marks(built, page, inside=""):
    return [(a.get_text(), a["href"]) for a in found(built, page, f"{inside} .archived-copy a")]


def test_search_engines_are_not_sent_to_an_original_that_is_gone(project):
    assert found(build(project), "posts/planet/post-4", 'link[rel=canonical][href="http://gone.net/own"]')
    rewrite(project, "http://gone.net/own")
    assert not found(build(project), "posts/planet/post-4", "link[rel=canonical]")


def test_copies_stand_beside_dead_links_and_other_pages_stay(project):
    assert build(project).written <= ALWAYS
    before = {path: path.read_bytes() for path in (project / "source/posts").rglob("*.md")}
    rewrite(project, GONE)
    built = build(project)
    holders = {"posts/planet/post-3", "posts/planet/post-5", "chapters/one"}
    assert built.written - ALWAYS == holders | PARENTS
    assert {path: path.read_bytes() for path in before} == before
    assert marks(built, "posts/planet/post-3") == [("archived copy", COPY)] * 2
    assert marks(built, "posts/planet/post-5") == [("archived copy", COPY.replace("20120507", "20200203"))]
    assert marks(built, "chapters/one") == [("archived copy", COPY.replace("20120507", "20200203") + "#part")]
    first = found(built, "posts/planet/post-3", ".archived-copy")[0]
    assert first.get_text() == " (archived copy)"
    assert first.find_previous_sibling("a")["href"] == GONE
    assert "dead-link" in first.find_previous_sibling("a")["class"]
    assert first.a["title"] == f"archived copy of {GONE}"

    rewrite(project)  # alive again
    built = build(project)
    assert built.written - ALWAYS == holders | PARENTS
    assert not marks(built, "posts/planet/post-3")


def test_the_original_of_a_post(project):
    rewrite(project, "http://gone.net/own")
    built = build(project)
    assert built.written - ALWAYS == {"posts/planet/post-4", "cycles/birch"}
    copy = "https://web.archive.org/web/20120507120000/http://gone.net/own"
    for place, count in ((".byline", 1), (".origin", 1), (".cite", 0)):
        assert marks(built, "posts/planet/post-4", place) == [("archived copy", copy)] * count


def test_another_archive_and_none(project):
    rewrite(project, GONE, archive="https://archive.test/{url}")
    assert marks(build(project), "posts/planet/post-3")[0][1] == f"https://archive.test/{GONE}"
    rewrite(project, GONE, archive="")
    assert not marks(build(project), "posts/planet/post-3")


@pytest.mark.parametrize("builder", ["epub", "latex", "typst"])
def test_in_print_and_in_the_e_book(project, builder):
    rewrite(project, GONE, "http://gone.net/own")
    built = build(project, builder=builder)
    own = "web/20120507120000/http://gone.net/own"
    out = built.folder / "build" / builder
    made = {"epub": "posts/planet/post-3.xhtml", "latex": "*.tex", "typst": "pages/*post-3.typ"}[builder]
    (text,) = {path.read_text("utf-8") for path in out.rglob(made.rpartition("/")[2])}
    everything = "".join(
        path.read_text("utf-8") for path in out.rglob("*") if path.suffix in (".xhtml", ".tex", ".typ")
    )
    plain = everything.replace("\\", "").replace("\u200b", "")
    assert (
        text.count("20120507120000") >= 2 if builder == "typst" else text.count(COPY.partition("?")[0]) >= 1
    )
    assert own in plain or "20120507120000/http:" in plain
    assert "web-only" not in text or builder != "epub"
