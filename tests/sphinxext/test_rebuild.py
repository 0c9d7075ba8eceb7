"""Building again: exactly the pages that show something else are written."""

from __future__ import annotations

import dataclasses

import pytest

from anthology.model import Body, Catalogue, Dated
from anthology.pages import DeadLinks, write
from tests.pages.small_book import BOOK, VOCABULARY, catalogue, post
from tests.sphinxext.conftest import ARCHIVE, build, make_project

ALWAYS = {"404", "search", "genindex", "anthology-authors", "anthology-projects"}
CHAPTER = "# A chapter\n\nSee {post}`planet-000000000014`.\n"


def many(count: int, **changed: object) -> Catalogue:
    """Return posts of one cycle; `changed` replaces fields of the twentieth."""
    made = []
    for n in range(count):
        fields = {"dated": Dated(f"2012-{5 + n // 28:02d}-{n % 28 + 1:02d}", "byline"), "url": None}
        made.append(post(n, f"Post number {n}", **fields))
    made[20] = dataclasses.replace(made[20], **changed)
    return Catalogue(posts=tuple(made), people=catalogue().people, related={made[40].id: (made[20].id,)})


@pytest.fixture
def project(tmp_path):
    folder = make_project(tmp_path / "book", many(60), CHAPTER)
    assert build(folder).warnings == []
    return folder


def rebuild(folder, made):
    write(made, VOCABULARY, folder / "source", BOOK, dead=DeadLinks(archive=ARCHIVE))
    built = build(folder)
    assert built.warnings == []
    return built.written - ALWAYS


def test_nothing_to_do(project):
    assert rebuild(project, many(60)) == set()


def test_changed_words_touch_one_page_and_its_contents(project):
    written = rebuild(project, many(60, body=Body("Other words.\n")))
    assert written == {"posts/planet/post-20", "cycles/birch"}


QUOTING = "# A chapter\n\n```{quote} planet-000000000014\n```\n"


def test_changed_words_reach_the_pages_that_quote_them(tmp_path):
    folder = make_project(tmp_path / "book", many(60), QUOTING)
    build(folder)
    written = rebuild(folder, many(60, body=Body("Other words.\n")))
    # The front page has the chapter in its contents.
    assert written == {"posts/planet/post-20", "cycles/birch", "chapters/one", "index"}
    assert "Other words." in (folder / "build/html/chapters/one.html").read_text("utf-8")


def test_changed_words_of_the_featured_post_reach_the_front_page(tmp_path):
    cited = many(60)
    cited = dataclasses.replace(cited, backlinks={cited.posts[20].id: (cited.posts[1].id, cited.posts[2].id)})
    folder = make_project(tmp_path / "book", cited, CHAPTER)
    build(folder)
    other = dataclasses.replace(cited, posts=many(60, body=Body("Other words.\n")).posts)
    assert rebuild(folder, other) == {"posts/planet/post-20", "cycles/birch", "index"}
    assert "Other words." in (folder / "build/html/index.html").read_text("utf-8")


def test_a_changed_title_reaches_every_page_that_shows_it(project):
    written = rebuild(project, many(60, title="Renamed"))
    posts = {page for page in written if page.startswith("posts/")}
    assert posts == {f"posts/planet/post-{n}" for n in (*range(15, 26), 40)}, "neighbours, and one related"
    lists = {
        "cycles/birch",
        "topics/boats",
        "projects/quay",
        "authors/ann-other",
        "channels/ann-s-boats",
        "years/2012",
    }
    # Sphinx itself writes again what has a written page in its contents.
    overviews = {"index", *(f"{page.split('/')[0]}/index" for page in lists)}
    assert written - posts - overviews == lists | {"chapters/one"}
    assert "Renamed" in (project / "build/html/chapters/one.html").read_text("utf-8")
    assert "Renamed" in (project / "build/html/posts/planet/post-40.html").read_text("utf-8")


def test_a_name_in_a_post_touches_that_persons_page_only(project):
    written = rebuild(project, many(60, mentions=("ann-other",)))
    overviews = {
        "index",
        "authors/index",
    }  # Sphinx itself writes again what has a written page in its contents
    assert written - overviews == {"authors/ann-other"}


def test_a_new_post_touches_its_neighbours_and_lists_only(project):
    written = rebuild(project, many(61))
    posts = {page for page in written if page.startswith("posts/")}
    assert posts <= {f"posts/planet/post-{n}" for n in range(54, 61)}
    assert "posts/planet/post-60" in posts
    assert {page for page in written - posts if page.startswith("chapters/")} == set()


def test_a_changed_name_of_the_vocabulary_reaches_the_labels(project):
    topics = {**VOCABULARY.topics, "boats": dataclasses.replace(VOCABULARY.topics["boats"], name="Vessels")}
    write(many(60), dataclasses.replace(VOCABULARY, topics=topics), project / "source", BOOK)
    written = build(project).written - ALWAYS
    assert len({page for page in written if page.startswith("posts/")}) == 60
    assert "Vessels" in (project / "build/html/posts/planet/post-3.html").read_text("utf-8")


def test_a_removed_post_leaves_no_trace(project):
    made = many(60)
    gone = made.posts[30]
    rebuild(project, dataclasses.replace(made, posts=tuple(p for p in made.posts if p is not gone)))
    for page in (project / "build/html").rglob("*.html"):
        assert gone.title not in page.read_text("utf-8"), page.name


def test_a_killed_build_leaves_its_pages_due(project, monkeypatch):
    made = many(60, title="Renamed")
    write(made, VOCABULARY, project / "source", BOOK)

    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("anthology.sphinxext.builder.BookHTMLBuilder.write_doc", stop)
        build(project)
    assert "posts/planet/post-40" in rebuild(project, made)
