"""The files of a site that are no pages, and what a page's head says of them."""

from __future__ import annotations

import dataclasses
import re

import feedparser
import pytest
from lxml import etree

from anthology.model import Body
from anthology.pages import DeadLinks, write
from anthology.pages.catalogue_file import CATALOGUE_FILE
from anthology.sphinxext.feeds import LONGEST_POST, FeedWriter, feeds_of
from anthology.sphinxext.records import Records
from tests.pages.small_book import BOOK, VOCABULARY, catalogue
from tests.sphinxext.conftest import ARCHIVE, build

TOML = """\
[html]
base_url = "https://books.example/small"
report_url = "https://tracker.example/new?title={title}&post={id}&where={docname}"
"""

MATH = "# Sums\n\nInline {math}`a^2 < b`, wrong {math}`\\wrong{`.\n\n```{math}\n\\frac{1}{2}\n```\n"


def feeds(site):
    return {
        p.relative_to(site).as_posix(): feedparser.parse(p.read_bytes())
        for p in (site / "atom.xml", *site.glob("*/*.xml"))
    }


def test_feeds_are_valid(book):
    found = feeds(book.html)
    assert {"atom.xml", "cycles/birch.xml", "projects/quay.xml", "authors/ann-other.xml"} <= found.keys()
    assert {name: feed.bozo_exception for name, feed in found.items() if feed.bozo} == {}
    for feed in found.values():
        assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0
        assert feed.feed.updated == max(entry.updated for entry in feed.entries)
        assert all(entry.summary and entry.link and entry.title for entry in feed.entries)


def test_the_newest_entries_hold_whole_posts(book, at_an_address):
    entries = {entry.link: entry for entry in feeds(book.html)["authors/ann-other.xml"].entries}
    content = entries["../posts/planet/post-1.html"].content[0]
    assert content.type == "text/html"
    assert content.value.startswith("<p>First paragraph")
    assert "The note." in content.value
    assert 'href="../posts/planet/post-2.html">the second part</a>' in content.value
    for ours in ("How to cite", "post-header", "headerlink", "<h1"):
        assert ours not in content.value
    address = "https://books.example/small/"
    for entry in feeds(at_an_address.html)["atom.xml"].entries:
        links = re.findall(r'(?:href|src)="([^"]*)"', entry.content[0].value)
        assert [link for link in links if "://" not in link and not link.startswith("mailto:")] == []
        if entry.link == f"{address}posts/planet/post-1.html":
            assert f'href="{address}posts/planet/post-2.html"' in entry.content[0].value
            assert re.search(rf'href="{entry.link}#[^"]+"', entry.content[0].value)


def test_feeds_hold_what_their_pages_do(fresh, picture):
    folder = fresh()
    build(folder)
    names = ("atom.xml", "cycles/birch.xml", "projects/winch.xml")
    before = {name: (folder / "build/html" / name).stat().st_mtime_ns for name in names}
    made = catalogue(picture)
    other = Body("Other words.\n")
    posts = tuple(
        dataclasses.replace(p, body=other) if p.id == "planet-000000000001" else p for p in made.posts
    )
    dead = DeadLinks(archive=ARCHIVE)
    write(dataclasses.replace(made, posts=posts), VOCABULARY, folder / "source", BOOK, dead=dead)
    build(folder)
    entries = {entry.link: entry for entry in feeds(folder / "build/html")["atom.xml"].entries}
    assert "Other words." in entries["posts/planet/post-1.html"].content[0].value
    changed = {name for name in names if (folder / "build/html" / name).stat().st_mtime_ns != before[name]}
    assert changed == {"atom.xml", "cycles/birch.xml"}


def test_a_post_longer_than_a_feed_should_hold(book):
    records = Records.load(book.folder / "source" / CATALOGUE_FILE)
    writer = FeedWriter(records, "", lambda docname: f"{docname}.html", {})
    feed = next(iter(feeds_of(records, "index")))
    assert b"<content" in writer.write(feed, lambda _: "<p>x</p>")
    assert b"<content" not in writer.write(feed, lambda _: "x" * (LONGEST_POST + 1))


def test_feeds_of_a_date_less_exact_and_of_none(book):
    entries = {entry.id.rpartition(":")[2]: entry for entry in feeds(book.html)["atom.xml"].entries}
    assert entries["planet-000000000003"].updated == "2012-05-01T00:00:00Z"
    assert "planet-000000000010" not in entries  # its number 16, the undated one


def test_feeds_are_named_by_their_pages(book):
    assert 'href="./atom.xml"' in book.page("index").split("</head>")[0]
    head = book.page("cycles/birch").split("</head>")[0]
    assert 'type="application/atom+xml" title="Birch" href="../cycles/birch.xml"' in head
    assert 'href="../../atom.xml"' in book.page("posts/planet/post-1").split("</head>")[0]


def test_without_an_address_there_is_no_map(book):
    assert not (book.html / "sitemap.xml").exists()
    assert not (book.html / "robots.txt").exists()
    assert '<base href="/"/>' in book.page("404")


@pytest.fixture(scope="module")
def at_an_address(tmp_path_factory, picture):
    from tests.pages.small_book import catalogue
    from tests.sphinxext.conftest import make_project

    folder = make_project(tmp_path_factory.mktemp("at") / "book", catalogue(picture), MATH)
    (folder / "conf/anthology.toml").write_text(TOML)
    return build(folder)


def test_github_pages_leaves_nothing_out(book):
    assert (book.html / ".nojekyll").read_bytes() == b""


def test_the_map_names_every_page(at_an_address):
    tree = etree.parse(at_an_address.html / "sitemap.xml")
    places = [place.text for place in tree.iter("{*}loc")]
    assert "https://books.example/small/posts/planet/post-1.html" in places
    assert len(places) == len(set(places)) > 30
    assert (
        "Sitemap: https://books.example/small/sitemap.xml" in (at_an_address.html / "robots.txt").read_text()
    )
    assert '<base href="/small/"/>' in at_an_address.page("404")


def test_ids_in_feeds_stay(at_an_address, tmp_path):
    before = {name: [e.id for e in feed.entries] for name, feed in feeds(at_an_address.html).items()}
    (at_an_address.folder / "source/chapters/one.md").write_text(MATH + "\nMore.\n")
    build(at_an_address.folder)
    assert {name: [e.id for e in feed.entries] for name, feed in feeds(at_an_address.html).items()} == before
    assert before["atom.xml"][0].startswith("tag:books.example,2026-01-01:post:planet-")
    assert feeds(at_an_address.html)["atom.xml"].feed.link == "https://books.example/small/index.html"


def test_mistakes_can_be_reported(at_an_address, book):
    page = at_an_address.page("posts/planet/post-1")
    wanted = "https://tracker.example/new?title=Mooring%2C%20the%20first%20part&amp;post=planet-000000000001"
    assert f'<a href="{wanted}&amp;where=posts/planet/post-1">' in page
    assert "Report a mistake" not in book.page("posts/planet/post-1")


def test_formulas_need_no_other_host(at_an_address):
    page = at_an_address.page("chapters/one")
    assert "mathjax" not in page.lower()
    assert page.count("<math") == 2
    assert r"<code>\wrong{</code>" in page
    assert len(at_an_address.warnings) == 1
    assert "a formula is not shown as one" in at_an_address.warnings[0]
