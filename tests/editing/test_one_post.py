"""One post, one page; one person, one author; and one line that undoes each."""

import pytest

from anthology.config import load_project
from anthology.pipeline import assemble
from tests.editing.routes import TITLE, project


@pytest.fixture
def book(tmp_path):
    return project(tmp_path / "book")


def clocks(book):
    """The catalogue, and its posts with the title that came by four routes."""
    corpus = assemble(load_project(book))
    assert corpus.problems == ()
    return corpus.catalogue, [post for post in corpus.catalogue.posts if post.title == TITLE]


def test_four_routes_make_one_page(book):
    catalogue, posts = clocks(book)
    assert len(posts) == 4
    (kept,) = [post for post in posts if post.duplicate_of is None]
    assert {post.source.id for post in posts} == {"feed", "planet", "export", "saved"}
    assert set(catalogue.also_at[kept.id]) == {post.id for post in posts} - {kept.id}
    assert [post.title for post in catalogue.shown()] == ["Something else entirely", TITLE]


def test_four_spellings_are_one_author(book):
    _, posts = clocks(book)
    assert {author.id for post in posts for author in post.authors} == {"lukasz-bak"}


def test_one_line_keeps_a_copy_as_a_page_of_its_own(book):
    _, posts = clocks(book)
    (copy,) = [post for post in posts if post.source.id == "planet"]
    (book / "conf" / "decisions.toml").write_text(f"[posts.{copy.id}]\nduplicate_of = false\n", "utf-8")
    catalogue, posts = clocks(book)
    assert len([post for post in posts if post.duplicate_of is None]) == 2
    assert len(catalogue.shown()) == 3


def test_one_line_keeps_two_spellings_apart(book):
    (book / "conf" / "people.toml").write_text('apart = [["Lukasz Bak", "Łukasz Bąk"]]\n', "utf-8")
    _, posts = clocks(book)
    assert len({author.id for post in posts for author in post.authors}) == 2


def test_namesakes_are_kept_apart_by_their_blogs(book):
    planet = book / "planet.txt"
    planet.write_text(planet.read_text("utf-8").replace("by Somebody Else", "by Łukasz Bąk"), "utf-8")
    (book / "conf" / "people.toml").write_text(
        '[[people]]\nid = "lukasz-bak-2"\nname = "Łukasz Bąk"\nchannels = ["Another blog"]\n', "utf-8"
    )
    catalogue, _ = clocks(book)
    authors = {post.title: [author.id for author in post.authors] for post in catalogue.shown()}
    assert authors["Something else entirely"] == ["lukasz-bak-2"]
    assert authors[TITLE] == ["lukasz-bak"]
