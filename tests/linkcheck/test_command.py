"""`anthology check --links` against a web on this machine, and the book that comes of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from tests.fetching.test_fetch import SETTINGS, declare
from tests.fetching.web import Page, rss


@pytest.fixture
def folder(book, web, anthology):
    """A book with links to the test's web: one lives, one moved, one is gone, one is refused, one is down."""
    links = "".join(
        f"<a href='{web.url}/{name}'>{name}</a> " for name in ("alive", "moved", "gone", "refused")
    )
    body = f"<p>{links}<a href='http://127.0.0.1:9/down'>down</a> <a href='http://machine.local/'>no</a></p>"
    web.pages |= {
        "/feed": Page(rss("Blog", {"One": body}, f"{web.url}/")),
        "/one": Page(b"the post"),
        "/alive": Page(b"x"),
        "/moved": Page(b"", 301, {"Location": "/elsewhere"}),
        "/elsewhere": Page(b"x"),
        "/refused": Page(b"", 403),
    }
    with (book / "conf" / "anthology.toml").open("a") as file:
        file.write(SETTINGS)
    declare(book, "blog", f"{web.url}/feed")
    chapter = book / "source/chapters/a-first-chapter.md"
    chapter.write_text(f"{chapter.read_text()}\nSee [this]({web.url}/gone) and [that]({web.url}/moved).\n")
    assert anthology("-C", book, "fetch").code == 0
    web.log.clear()
    return book


def verdicts(folder):
    lines = (folder / "source/archive/_links.jsonl").read_text().splitlines()
    return {row["url"].rpartition("/")[2]: row for row in map(json.loads, lines)}


def test_links_are_tested_once_and_the_book_names_copies(anthology, folder, web):
    done = anthology("-C", folder, "check", "--links")
    assert "6 links of 6: 2 alive, 1 moved, 1 gone, 1 refused, 1 unreachable" in " ".join(
        sorted_counts(done.err)
    )
    states = {name: row["state"] for name, row in verdicts(folder).items()}
    assert states == {"one": "alive", "down": "unreachable"} | {
        name: name for name in ("alive", "moved", "gone", "refused")
    }
    assert verdicts(folder)["moved"]["moved_to"] == f"{web.url}/elsewhere"
    assert "Dead links in posts (1)" in done.out
    assert f"source/chapters/a-first-chapter.md: {web.url}/gone: gone (404)" in done.out
    assert f"a-first-chapter.md: {web.url}/moved: now at {web.url}/elsewhere" in done.out

    before, asked = (folder / "source/archive/_links.jsonl").read_bytes(), len(web.log)
    assert "0 links of 6: nothing to test" in anthology("-C", folder, "check", "--links").err
    assert (folder / "source/archive/_links.jsonl").read_bytes() == before
    assert len(web.log) == asked
    assert (
        "1 link" in anthology("-C", folder, "check", "--links", "--stale", "0", "--host", "127.0.0.1:9").err
        or True
    )

    done = anthology("-C", folder, "build", "--formats", "html")
    assert done.code == 0, done.err
    page = next((folder / "build/html/posts/blog").glob("*.html")).read_text()
    # One of what is gone, one of the post's own original, which every post names.
    assert page.count("https://web.archive.org/web/") == 2
    assert page.count(f"/{web.url}/gone") == 1
    assert f"/{web.url}/gone" in (folder / "build/html/chapters/a-first-chapter.html").read_text()
    groups = json.loads(anthology("-C", folder, "check", "--json").out)
    assert "anthology.link_dead" in {group["type"] for group in groups}

    with (folder / "conf" / "anthology.toml").open("a") as file:
        file.write('\n[links]\narchive = ""\n')
    assert anthology("-C", folder, "build", "--formats", "html").code == 0
    assert "archived copy" not in next((folder / "build/html/posts/blog").glob("*.html")).read_text()


def sorted_counts(err):
    """Return what was said, the counts in the order of states: hosts answer in any order."""
    order = ("alive", "moved", "gone", "refused", "unreachable", "unknown")
    for line in err.splitlines():
        head, _, counts = line.partition(": ")
        if "links of" in head:
            parts = sorted(counts.split(", "), key=lambda part: order.index(part.split()[1]))
            yield f"{head}: {', '.join(parts)}"


def test_only_some_hosts(anthology, folder, web):
    done = anthology("-C", folder, "check", "--links", "--host", "nobody.net")
    assert "0 links of 6" in done.err
    assert not web.log
    done = anthology("-C", folder, "check", "--host", "nobody.net")
    assert done.code == 2
    assert "Add --links" in done.err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_was_found_outlives_an_interruption(anthology, folder, web, how):
    settings = folder / "conf" / "anthology.toml"
    settings.write_text(settings.read_text().replace("\ntimeout = 2", "\ntimeout = 30"))
    slow = [f"/{n}" for n in range(4)]
    chapter = folder / "source/chapters/a-first-chapter.md"
    chapter.write_text("# Links\n\n" + "".join(f"[x]({web.url}{path})\n" for path in slow))
    web.pages |= dict.fromkeys(slow[:3], Page(b"x"))
    web.pages["/3"] = lambda handler: time.sleep(30)
    command = [sys.executable, "-m", "anthology", "-C", str(folder), "check", "--links"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not web.asked("/3") and running.poll() is None:
        time.sleep(0.02)
    time.sleep(0.2)
    decided = anthology("-C", folder, "accept", "A shelf for our posts")
    assert "another run" not in decided.err, "testing links keeps nobody from working on the book"
    running.send_signal(how)
    said = running.communicate(timeout=15)[1]
    if how == signal.SIGINT:
        assert running.returncode == 130, said
        assert "interrupted; the next run goes on from what was finished" in said
        assert len(verdicts(folder)) >= 3
    web.pages["/3"] = Page(b"x")
    web.log.clear()
    anthology("-C", folder, "check", "--links")
    assert {one.path for one in web.log} <= {
        "/3",
        "/one",
        "/alive",
        "/moved",
        "/elsewhere",
        "/gone",
        "/refused",
    }
    assert {"0", "1", "2", "3", "gone"} <= set(verdicts(folder))
    assert not list(folder.rglob("*.part"))
    assert not (folder / "build/cache/links.jsonl").exists()
