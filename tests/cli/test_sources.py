"""Sources come and go without touching another line of the settings; posts are found by what is known."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from anthology.config import load_project
from anthology.declaring import declare, shown_path, undeclare
from anthology.errors import ConfigError
from anthology.model import Source
from anthology.starting import make_project

CASES = read_fixture_file(Path(__file__).with_name("remove_source.md"))


@pytest.mark.parametrize(("line", "title", "before", "after"), CASES)
def test_a_source_is_taken_out_and_nothing_else(tmp_path, line, title, before, after):
    path = tmp_path / "conf" / "anthology.toml"
    path.parent.mkdir()
    path.write_text(before)
    if after.startswith("error"):
        with pytest.raises(ConfigError, match="by hand"):
            undeclare(load_project(tmp_path), "two")
        assert path.read_text() == before
    else:
        undeclare(load_project(tmp_path), "two")
        assert path.read_text() == after, f"line {line}"


@pytest.mark.parametrize(
    "name", ['"""', "a\\u0041", "tab\tdel\x7f", "esc\x1b\r\n", "\u2028\ufeff", "\U000e0001z", "’é漢"]
)
def test_any_words_are_kept_to_the_letter(tmp_path, name):
    make_project(tmp_path / "book", name, "blank")
    made = load_project(tmp_path / "book")
    declare(made, Source("more", name, path="source/index.md"))
    data = tomllib.loads((tmp_path / "book" / "conf" / "anthology.toml").read_bytes().decode())
    assert data["book"]["title"] == name
    assert data["sources"][-1]["name"] == name


def test_sources_are_listed_and_removed(anthology, book, tmp_path):
    rows = json.loads(anthology("-C", book, "sources", "--json").out)
    assert [(row["id"], row["posts"], row["shown"]) for row in rows] == [("first-posts", 2, 2)]
    post = tmp_path / "letters" / "one.md"
    post.parent.mkdir()
    post.write_text("---\ntitle: A letter\ndate: 2014-01-01\n---\nWords.\n")
    settings = book / "conf" / "anthology.toml"
    before = settings.read_text()
    assert anthology("-C", book, "add", post.parent).code == 0
    assert 'path = "../letters"' in settings.read_text(), "outside, but not far"
    assert "letters" in anthology("-C", book, "sources").out
    assert "A letter" in anthology("-C", book, "list").out

    done = anthology("-C", book, "remove", "leters")
    assert done.code == 2
    assert "Did you mean 'letters'?" in done.err
    done = anthology("-C", book, "remove", "letters")
    assert done.code == 0, done.err
    assert "its posts stay in ../letters" in done.err
    assert "1 source left; next: anthology build" in done.err
    assert settings.read_text() == before
    assert post.exists()
    assert "A letter" not in anthology("-C", book, "list").out
    assert anthology("-C", book, "remove", "first-posts").code == 0
    assert "no sources yet" in anthology("-C", book, "sources").err


def test_paths_as_settings_name_them(tmp_path):
    project = (tmp_path / "a" / "book").resolve()
    project.mkdir(parents=True)
    assert shown_path(project / "x.txt", project) == "x.txt"
    assert shown_path(tmp_path / "a" / "x.txt", project) == "../x.txt"
    assert shown_path(tmp_path / "a" / "b" / ".." / "x.txt", project) == "../x.txt"
    assert shown_path(Path("/x.txt"), project) == "/x.txt", "nothing in common but the root"


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ([], ["A shelf for our posts", "What comes out of a feed"]),
        (["SHELF"], ["A shelf for our posts"]),
        (["a", "feed"], ["What comes out of a feed"]),
        (["--author", "ann  OTHER"], ["A shelf for our posts"]),
        (["--year", "2024"], ["A shelf for our posts", "What comes out of a feed"]),
        (["--year", "1999"], []),
        (["--undated"], []),
        (["--copies"], []),
        (
            ["--source", "first-posts", "--status", "new"],
            ["A shelf for our posts", "What comes out of a feed"],
        ),
        (["--status", "rejected"], []),
    ],
)
def test_posts_are_listed(anthology, book, options, titles):
    settings = book / "source/archive/first-posts/2024-02-01-what-comes-out-of-a-feed.md"
    settings.write_text(settings.read_text().replace("Ann Other", "Bo Example"))
    done = anthology("-C", book, "list", *options, "--json")
    assert [post["title"] for post in json.loads(done.out)] == titles
    lines = anthology("-C", book, "list", *options).out.splitlines()
    assert len(lines) == len(titles)
    assert all(title in line for title, line in zip(titles, lines, strict=True))


def test_what_is_listed_can_be_rejected(anthology, book):
    (line,) = anthology("-C", book, "list", "shelf").out.splitlines()
    assert anthology("-C", book, "reject", line.split()[0], "--reason", "no").code == 0
    assert "(rejected)" in anthology("-C", book, "list", "shelf").out
    done = anthology("-C", book, "list", "--author", "Ann Othr")
    assert done.code == 2
    assert "Did you mean 'ann other'?" in done.err


@pytest.mark.parametrize("year", ["abc", "13", "20245", "", "２０２４", "2024-01"])
def test_what_is_no_year_is_refused(anthology, book, year):
    done = anthology("-C", book, "list", "--year", year)
    assert done.code == 2
    assert f"{year!r} is no year" in done.err


def test_a_post_is_found_by_a_title_decided_a_moment_ago(anthology, book):
    (line,) = anthology("-C", book, "list", "shelf").out.splitlines()
    post = line.split()[0]
    decisions = book / "conf" / "decisions.toml"
    decisions.write_text(f'{decisions.read_text()}\n[posts.{post}]\ntitle = "Renamed today"\n')
    assert "accepted: Renamed today" in anthology("-C", book, "accept", "Renamed today").err
    assert "rejected: " in anthology("-C", book, "reject", post, "--reason", "no").err
    assert anthology("-C", book, "list", "--status", "rejected").out.startswith(post)


def test_settings_stay_toml(anthology, book):
    anthology("-C", book, "remove", "first-posts")
    assert "sources" not in tomllib.loads((book / "conf/anthology.toml").read_text())


def test_a_path_is_a_source_once(anthology, book):
    folder = book / "source/archive/first-posts"
    settings = (book / "conf/anthology.toml").read_bytes()
    again = anthology("-C", book, "add", folder)
    assert again.code == 2
    assert "is source 'first-posts' already" in again.err
    assert anthology("-C", book, "add", "--look", folder).code == 0
    assert (book / "conf/anthology.toml").read_bytes() == settings
