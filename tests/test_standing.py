"""What was published stands until something that it was made of, or that was made, is touched."""

import os

import pytest

from anthology.config import load_project
from anthology.standing import Standing
from tests.made_posts import posts, project

COMMAND = ["sphinx", "-b", "html"]


@pytest.fixture
def book(tmp_path):
    folder = project(tmp_path / "book", posts(2))
    (folder / "conf" / "conf.py").write_text('import os\nrelease = os.environ.get("BOOK_RELEASE", "")\n')
    (folder / "source" / "chapters").mkdir(parents=True)
    (folder / "source" / "chapters" / "one.md").write_text("# One\n")
    (folder / "build" / "html").mkdir(parents=True)
    (folder / "build" / "html" / "index.html").write_text("<p>Made.</p>\n")
    taken(folder).keep()
    return folder


def taken(folder, command=COMMAND):
    return Standing(folder / "build" / "state", load_project(folder), command, folder / "build" / "html")


def test_nothing_touched(book):
    assert taken(book).holds()
    (book / "build" / "another.txt").write_text("What else lies in the build folder does not count.")
    assert taken(book).holds()


@pytest.mark.parametrize(
    "path",
    [
        "conf/conf.py",
        "conf/anthology.toml",
        "source/chapters/one.md",
        "source/chapters/two.md",
        "pictures/shown-by-a-chapter.svg",
        "build/html/index.html",
        "build/html/more.html",
    ],
)
def test_a_touched_file(book, path):
    file = book / path
    file.parent.mkdir(exist_ok=True)
    with file.open("a") as appended:
        appended.write("\n")
    assert not taken(book).holds()


def test_a_file_that_is_gone(book):
    (book / "build" / "html" / "index.html").unlink()
    assert not taken(book).holds()


def test_another_time_of_the_same_size(book):
    os.utime(book / "source" / "chapters" / "one.md", ns=(1, 1))
    assert not taken(book).holds()


def test_a_file_behind_a_link(book, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "two.md").write_text("# Two\n")
    (elsewhere / "back").symlink_to(book)
    (book / "source" / "more").symlink_to(elsewhere)
    taken(book).keep()
    assert taken(book).holds()
    (elsewhere / "two.md").write_text("# Two, and more\n")
    assert not taken(book).holds()


def test_another_command(book):
    assert not taken(book, [*COMMAND, "-D", "language=de"]).holds()


def test_variables_that_the_settings_name(book, monkeypatch):
    monkeypatch.setenv("ANOTHER_RELEASE", "2")
    assert taken(book).holds()
    monkeypatch.setenv("BOOK_RELEASE", "2")
    assert not taken(book).holds()


def test_a_run_that_did_not_end(book):
    begun = taken(book)
    assert begun.holds()
    begun.forget()
    assert not taken(book).holds()
    assert not begun.holds()
