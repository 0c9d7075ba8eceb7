"""`anthology serve` as an editor meets it: what is saved is shown, what is wrong is said, the book stays."""

from __future__ import annotations

import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from tests.books import run
from tests.preview.desk import desk

SCRIPT = "/.anthology/preview.js"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with desk(tmp_path_factory.mktemp("desk") / "book") as made:
        yield made


def asked(served, method, path, **headers):
    """Return status, headers and body of an answer to a request made to the letter."""
    connection = HTTPConnection(urlsplit(served.url).netloc, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_script_is_in_answers_and_not_in_files(served):
    assert SCRIPT in served.page("index.html")
    assert "EventSource" in served.page(SCRIPT[1:])
    html = files_of(served.folder / "build" / "html")
    assert len(html) > 30
    assert not [name for name, content in html.items() if b"preview.js" in content]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/chapters/", {}, 200),
        ("GET", "/chapters", {}, 301),
        ("GET", "/_static/", {}, 404),
        ("GET", "/nothing-here.html", {}, 404),
        ("GET", "/../../conf/anthology.toml", {}, 404),
        ("GET", "/%2e%2e/%2e%2e/conf/anthology.toml", {}, 404),
        ("GET", "/..%5c..%5cconf%5canthology.toml", {}, 404),
        ("GET", "/%00", {}, 404),
        ("GET", f"/{'long' * 100}.html", {}, 404),
        ("POST", "/", {}, 501),
        ("DELETE", "/index.html", {}, 501),
        ("GET", "/", {"Host": "rebound.example"}, 403),
        ("GET", "/.anthology/events", {"Host": "rebound.example"}, 403),
    ],
)
def test_only_the_book_and_only_to_this_machine(served, method, path, headers, status):
    given, said, body = asked(served, method, path, **headers)
    assert given == status
    assert b"[book]" not in body
    assert method != "HEAD" or body == b""
    if status == 200:
        assert said["Cache-Control"] == "no-store"
        assert said["X-Content-Type-Options"] == "nosniff"


def test_folders_are_never_on_another_host(served):
    for path in ("/chapters", "//chapters", "/%2Fchapters", "/%2F%2Fchapters"):
        status, said, _ = asked(served, "GET", path)
        if status == 301:
            assert said["Location"] == "/chapters/", path
        else:
            assert status == 200, path


def test_what_is_saved_is_shown_and_mistakes_are_named(served):
    first = served.wait_for(lambda notice: not notice["problems"])
    text = served.chapter.read_text("utf-8")

    served.chapter.write_text(text + "\nBearings, said {author}`Ann Othr`.\n", "utf-8")
    second = served.wait_for(lambda notice: notice["problems"])
    assert second["build"] != first["build"]
    (problem,) = second["problems"]
    assert problem["where"] == "source/chapters/a-first-chapter.md:15"
    assert "did you mean 'ann other'?" in problem["what"]
    assert "Bearings, said" in served.page("chapters/a-first-chapter.html")

    served.chapter.write_text(text + "\nBearings, said {author}`Ann Other`.\n", "utf-8")
    third = served.wait_for(lambda notice: not notice["problems"])

    decided = served.decisions.read_text("utf-8")
    served.decisions.write_text(decided + "\n[posts.first-posts-e877775592da]\ntitel = 'Shelf'\n", "utf-8")
    broken = served.wait_for(lambda notice: notice["failed"])
    assert broken["build"] == third["build"]
    (problem,) = broken["problems"]
    assert problem["where"] == "conf/decisions.toml:9"
    assert "titel" in problem["what"]
    assert "title" in problem["remedy"]
    assert "Bearings, said" in served.page("chapters/a-first-chapter.html")

    served.decisions.write_text(decided + "\n[posts.first-posts-e877775592da]\ntitle = 'Decided'\n", "utf-8")
    served.wait_for(lambda notice: not notice["failed"] and notice["build"] != third["build"])
    assert "Decided" in served.page("posts/first-posts/a-shelf-for-our-posts.html")
    assert "Traceback" not in served.log.read_text("utf-8")


def test_a_new_post_and_a_page_mended_by_hand_are_shown(served):
    before = served.notice()["build"]
    archive = served.folder / "source/archive/first-posts"
    (archive / "2024-05-01-third.md").write_text("---\ntitle: A third\ndate: 2024-05-01\n---\n\nWords.\n")
    after = served.wait_for(lambda notice: notice["build"] != before)["build"]
    page = served.folder / "source/posts/first-posts/a-third.md"
    page.write_text(page.read_text("utf-8").replace("Words.", "Better words."), "utf-8")
    served.wait_for(lambda notice: notice["build"] != after)
    assert "Better words." in served.page("posts/first-posts/a-third.html")


def test_another_command_can_run_and_is_waited_for(served):
    assert run(served.folder, "accept", "A third").returncode == 0
    served.wait_for_log("conf/decisions.toml changed")
    with FileLock(served.folder / "build" / ".lock"):
        served.chapter.write_text(served.chapter.read_text("utf-8") + "\nA last line.\n", "utf-8")
        served.wait_for_log("another run is at work on this book; waiting for it")
    served.wait_for(lambda _: "A last line." in served.page("chapters/a-first-chapter.html"))


def test_it_ends_with_a_key_press_and_leaves_what_a_build_makes(served):
    """The last test of this preview: nothing is left of it but the book."""
    port = str(urlsplit(served.url).port)
    taken = run(served.folder, "serve", "--port", port)
    assert taken.returncode == 2
    assert "Name another one with --port." in taken.stderr

    assert served.end() == 0
    assert served.log.read_text("utf-8").endswith("\nended\n")
    shown = files_of(served.folder / "build" / "html")
    subprocess.run(
        [sys.executable, "-c", "import shutil, sys; shutil.rmtree(sys.argv[1])", served.folder / "build"],
        check=True,
    )
    assert run(served.folder, "build", "--formats", "html").returncode == 1  # the page mended by hand
    assert files_of(served.folder / "build" / "html") == shown
