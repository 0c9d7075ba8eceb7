"""The commands `fetch` and `add URL` against a web on this machine, and building without one."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from random import Random

import pytest

from tests.books import KILLS
from tests.conftest import ROOT
from tests.fetching.conftest import self_signed
from tests.fetching.web import Page, Web, rss

FEED_COUNT = 30
SETTINGS = "\n[fetch]\nallow_private = true\ndelay = 0\nretries = 0\ntimeout = 2\ntotal_timeout = 5\n"


@pytest.fixture
def folder(book):
    """A book that may fetch from this machine."""
    with (book / "conf" / "anthology.toml").open("a") as file:
        file.write(SETTINGS)
    return book


def declare(folder, source_id, url, **keys):
    lines = [f"{name} = {json.dumps(value)}" for name, value in keys.items()]
    table = ["", "[[sources]]", f'id = "{source_id}"', f'name = "{source_id}"', f'url = "{url}"', *lines, ""]
    with (folder / "conf" / "anthology.toml").open("a") as file:
        file.write("\n".join(table))


def files_of(folder, *names):
    found = {}
    for name in names or ("source/archive", "conf"):
        for path in (folder / name).rglob("*"):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = (path.read_bytes(), path.stat().st_mtime_ns)
    return found


def rows(done):
    return {line.split("  ")[0]: line for line in done.out.splitlines()[1:]}


def exported(run, folder):
    return [json.loads(line) for line in run("-C", folder, "-q", "export").out.splitlines()]


WITHOUT_NETWORK = """import os, pathlib, socket

pathlib.Path(__file__).with_name(f"ran-{os.getpid()}").touch()
connect = socket.socket.connect


def local_only(self, address):
    if self.family != socket.AF_UNIX:
        raise AssertionError("a build may not use the network")
    return connect(self, address)


socket.socket.connect = local_only
"""


def test_a_month(anthology, folder, web, monkeypatch, tmp_path):
    """First fetch, nothing new, new, changed, vanished, moved and hostile; then no network."""
    for n in range(FEED_COUNT):
        posts = {"One post": f"<p>First of blog {n}.</p>", "Two posts": "<p>Second, <code>a < b</code>.</p>"}
        headers = {"ETag": f'"{n}"'} if n % 2 else {"Last-Modified": "Tue, 01 Jan 2013 00:00:00 GMT"}
        web.pages[f"/{n}/feed"] = Page(rss(f"Blog {n}", posts, f"https://b{n}.example/"), headers=headers)
        declare(folder, f"blog-{n}", f"{web.url}/{n}/feed")

    done = anthology("-C", folder, "fetch")
    assert done.code == 0, done.err
    assert f"{FEED_COUNT} feeds fetched, 0 failed: {2 * FEED_COUNT} new and 0 changed posts" in done.err
    assert rows(done)["blog-7"].split() == ["blog-7", "2", "0", "0"]
    assert len(web.asked("/robots.txt")) == 1
    first = files_of(folder)

    web.log.clear()
    done = anthology("-C", folder, "fetch")
    assert done.code == 0
    assert files_of(folder) == first
    assert all(row.endswith("not modified") for row in rows(done).values())
    assert len(web.log) == FEED_COUNT  # one request a feed, none for robots.txt

    assert len(exported(anthology, folder)) == 2 * FEED_COUNT + 2
    assert anthology("-C", folder, "reject", "https://b5.example/one", "--reason", "off topic").code == 0
    before = {r["url"]: r["id"] for r in exported(anthology, folder)}
    with (folder / "conf" / "decisions.toml").open("a") as file:
        file.write(f'\n[posts.{before["https://b1.example/one"]}]\ntitle = "One post, as we call it"\n')

    new = {
        "Three": "<p>New.</p>",
        "One post": "<p>First of blog 1, mended.</p>",
        "Two posts": "<p>Second, <code>a < b</code>.</p>",
    }
    web.pages["/1/feed"] = Page(rss("Blog 1", new, "https://b1.example/"), headers={"ETag": '"new"'})
    del web.pages["/2/feed"]
    web.pages["/3/new"] = web.pages["/3/feed"]
    web.pages["/3/feed"] = Page(b"", 301, {"Location": "/3/new"})
    web.pages["/4/feed"] = Page(
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss>&e;" + b"<item>" * 99
    )
    web.pages["/5/feed"] = Page(
        rss("Blog 5", {"One post": "<script>alert(1)</script>{include} x"}, "https://b5.example/")
    )
    hostile = {
        "One post": "<p>Fair words.</p><script>alert(1)</script><img src=x onerror=alert(2)>"
        "<p>```{include} /etc/passwd``` {raw}`x` <a href='javascript:alert(3)'>here</a></p>"
    }
    web.pages["/7/feed"] = Page(rss("Blog 7", hostile, "https://b7.example/"))
    web.pages["/6/feed"] = Page(b"<!DOCTYPE html><html><title>This domain is for sale</title>")
    done = anthology("-C", folder, "fetch")
    assert done.code == 1
    table = rows(done)
    assert table["blog-1"].split() == ["blog-1", "1", "1", "1"]
    assert "failed: is not there (404)" in table["blog-2"]
    assert table["blog-3"].endswith(f"not modified; has moved to {web.url}/3/new")
    assert "failed" in table["blog-4"] or "in part" in table["blog-4"]
    assert table["blog-5"].split() == ["blog-5", "0", "1", "0"]
    assert "gives a web page, not a feed" in table["blog-6"]
    assert table["blog-7"].split() == ["blog-7", "0", "1", "0"]
    assert "root:" not in str(files_of(folder))
    # What a changed post said before is kept beside it, and of no post what was kept is gone.
    earlier = [path for path in (folder / "source/archive/blog-1").rglob("*.json") if "earlier" in path.parts]
    assert ["First of blog 1.<" in path.read_text("utf-8") for path in earlier] == [True]
    assert {name for name in first if "/posts/" in name} <= files_of(folder).keys()

    web.log.clear()
    second = files_of(folder)
    assert anthology("-C", folder, "fetch").code == 1
    assert files_of(folder) == second
    assert not web.asked("/3/feed")
    assert len(web.asked("/3/new")) == 1

    def no_network(*arguments, **keywords):
        raise AssertionError("a build may not use the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    blocking = tmp_path / "blocking"
    blocking.mkdir()
    (blocking / "sitecustomize.py").write_text(WITHOUT_NETWORK)
    monkeypatch.setenv("PYTHONPATH", f"{blocking}{os.pathsep}{ROOT}")
    posts = {r["url"]: r for r in exported(anthology, folder) if r["url"]}
    assert {url: posts[url]["id"] for url in before if url} == {url: i for url, i in before.items() if url}
    assert "https://b2.example/one" in posts  # vanished from the web, not from the book
    assert "https://b1.example/three" in posts
    assert posts["https://b5.example/one"]["status"] == "rejected"
    changed = posts["https://b1.example/one"]
    assert changed["title"] == "One post, as we call it"
    assert "mended" in changed["body"]

    done = anthology("-C", folder, "build")
    assert done.code == 0, done.err
    assert len(list(blocking.glob("ran-*"))) > 1  # Sphinx's own processes had no network either
    assert len(list((folder / "build/html/posts").glob("blog-*/*.html"))) >= 2 * FEED_COUNT
    assert (folder / "build/pdf/our-first-book.pdf").read_bytes().startswith(b"%PDF")
    page = (folder / "build/html" / f"{posts['https://b7.example/one']['docname']}.html").read_text("utf-8")
    assert "Fair words." in page
    assert not re.search(r"alert\([1-3]\)</script>|<[^>]*onerror|href=.javascript:|root:", page)
    made = files_of(folder, "source", "build/html", "build/pdf")
    assert anthology("-C", folder, "build").code == 0
    assert files_of(folder, "source", "build/html", "build/pdf") == made


def test_a_list_of_feeds(anthology, folder, web):
    outlines = "".join(f'<outline text="Blog {n}" xmlUrl="{web.url}/{n}"/>' for n in range(3))
    opml = f'<opml version="2.0"><body>{outlines}<outline text="Local" xmlUrl="local.xml"/></body></opml>'
    (folder / "feeds.opml").write_text(opml)
    (folder / "local.xml").write_bytes(rss("Local", {"Here": "<p>Beside the list.</p>"}))
    with (folder / "conf" / "anthology.toml").open("a") as file:
        file.write('\n[[sources]]\nid = "planet"\nname = "Planet"\npath = "feeds.opml"\n')
    web.pages["/list.opml"] = Page(opml.encode())
    declare(folder, "remote", f"{web.url}/list.opml")
    for n in range(2):
        web.pages[f"/{n}"] = Page(rss(f"Blog {n}", {"One": f"<p>Blog {n}.</p>"}, f"https://b{n}.example/"))

    done = anthology("-C", folder, "fetch", "planet")
    assert done.code == 1
    assert "planet: Blog 2" in done.out
    titles = [(r["source"] or {}).get("name") for r in exported(anthology, folder)]
    assert {"Blog 0", "Blog 1", "Local"} <= set(titles)
    assert "1 feed is not fetched yet: Blog 2" in anthology("-C", folder, "build", "--formats", "html").err

    web.pages["/2"] = Page(rss("Blog 2", {"One": "<p>Blog 2.</p>"}, "https://b2.example/"))
    assert anthology("-C", folder, "fetch").code == 0
    assert "Blog 2" in {(r["source"] or {}).get("name") for r in exported(anthology, folder)}
    web.pages["/list.opml"] = Page(b"", 500)  # its feeds are fetched all the same
    web.pages["/1"] = Page(rss("Blog 1", {"Two": "<p>More.</p>"}, "https://b1.example/"))
    done = anthology("-C", folder, "fetch", "remote")
    assert done.code == 1
    assert rows(done)["remote: Blog 1"].split()[-3:] == ["1", "0", "0"]


def test_add_an_address(anthology, folder, web):
    web.pages["/feed"] = Page(rss("A “blog”", {"One": "<p>First.</p>"}))
    web.pages["/"] = Page(
        b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head>"
    )
    before = files_of(folder)
    looked = anthology("-C", folder, "add", "--look", f"{web.url}/feed")
    assert looked.code == 0, looked.err
    assert f"{web.url}/feed: feed, 1 post" in looked.out
    assert files_of(folder) == before
    added = anthology("-C", folder, "add", f"{web.url}/", "--license", "CC BY 4.0")
    assert added.code == 0, added.err
    assert "the page names the feed" in added.err
    settings = (folder / "conf" / "anthology.toml").read_text("utf-8")
    assert f'id = "127-0-0-1"\nname = "A “blog”"\nurl = "{web.url}/feed"\nlicense = "CC BY 4.0"\n' in settings
    assert "One" in [r["title"] for r in exported(anthology, folder)]
    assert anthology("-C", folder, "fetch").code == 0
    again = anthology("-C", folder, "add", f"{web.url}/feed")
    assert again.code == 2
    assert "is source '127-0-0-1' already" in again.err
    web.pages["/empty"] = Page(rss("Empty", {}))
    for path, why in (("/nothing", "is not there"), ("/empty", "has no posts yet")):
        done = anthology("-C", folder, "add", web.url + path)
        assert done.code == 1
        assert why in done.err
        assert path not in (folder / "conf" / "anthology.toml").read_text("utf-8")


def test_wrong_names_are_told(anthology, folder):
    declare(folder, "cold-aisle", "http://127.0.0.1:9/feed")
    done = anthology("-C", folder, "fetch", "cold-isle")
    assert done.code == 2
    assert "Did you mean 'cold-aisle'?" in done.err
    done = anthology("-C", folder, "fetch", "first-posts")
    assert done.code == 2
    assert "nothing to fetch" in done.err
    done = anthology("-C", folder, "build", "--formats", "html")
    assert "has not been fetched yet" in done.err
    assert "anthology fetch" in done.err


def test_the_file_route_and_the_fetched_route_give_the_same_posts(anthology, folder, web):
    feed = rss(
        "Blog", {"One": "<p>First &amp;amp; last.</p>", "Two": "<p>Second</p>", "Odd &amp;lt;b&amp;gt;": "x"}
    )
    web.pages["/feed"] = Page(feed)
    (folder / "saved.xml").write_bytes(feed)
    settings = folder / "conf" / "anthology.toml"
    original = settings.read_text()
    settings.write_text(original + '\n[[sources]]\nid = "blog"\nname = "Blog"\npath = "saved.xml"\n')
    from_file = exported(anthology, folder)
    settings.write_text(original)
    declare(folder, "blog", f"{web.url}/feed")
    assert anthology("-C", folder, "fetch").code == 0
    fetched = exported(anthology, folder)
    for record in (*from_file, *fetched):
        del record["origin"]
    assert fetched == from_file


def test_a_killed_fetch_is_taken_up_by_the_next(folder, web):
    random = Random(8)
    for n in range(8):
        posts = {f"Post{m} x": f"<p>{m} of {n}</p>" * 50 for m in range(20)}
        web.pages[f"/{n}"] = Page(
            rss(f"Blog {n}", posts, f"https://b{n}.example/"), headers={"ETag": f'"{n}"'}
        )
        declare(folder, f"blog-{n}", f"{web.url}/{n}")
    command = [sys.executable, "-m", "anthology", "-C", str(folder), "fetch"]
    passing = folder / "passing"
    passing.mkdir()
    environment = {**os.environ, "TMPDIR": str(passing)}
    for _ in range(KILLS):
        asked = len(web.log)
        running = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while len(web.log) == asked and running.poll() is None:
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.15))
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        for path in (folder / "source/archive").rglob("*.json"):
            if not path.name.startswith("."):
                json.loads(path.read_bytes())
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    kept = files_of(folder, "source/archive")
    assert len([name for name in kept if "/posts/" in name]) == 8 * 20
    assert not [*passing.iterdir()]
    assert not (folder / "build" / "cache" / "scratch").exists()
    assert not [name for name in kept if name.endswith(".part") or "/earlier/" in name]


def test_certificates_are_checked(anthology, folder, tmp_path):
    web = Web(self_signed(tmp_path, "localhost"))
    web.pages["/feed"] = Page(rss("Blog", {"One": "x"}))
    declare(folder, "blog", f"https://localhost:{web.port}/feed")
    done = anthology("-C", folder, "fetch")
    web.close()
    assert done.code == 1
    assert "cannot prove who it is: self-signed certificate" in done.out


def numbered(*numbers, head=""):
    posts = {f"{n}th post": f"<p>Number {n}.</p>" for n in numbers}
    return rss("Blog", posts).replace(b"<item>", head.encode() + b"<item>", 1)


@pytest.mark.parametrize("kind", ["next", "prev-archive", "wordpress", "json"])
def test_older_pages_on_request(anthology, folder, web, kind):
    if kind == "json":
        for n in (1, 2, 3):
            items = [{"id": f"Blog-{n}", "title": f"{n}th post", "content_text": "x"}]
            feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": items}
            more = {"next_url": f"/feed?paged={n + 1}"} if n < 3 else {}
            web.pages["/feed" if n == 1 else f"/feed?paged={n}"] = Page(json.dumps(feed | more).encode())
    else:
        heads = {
            "wordpress": ["<generator>https://wordpress.org/?v=6.4</generator>"] * 3,
            "next": [f'<atom:link rel="next" href="?paged={n}&amp;x"/>' for n in (2, 3)] + [""],
            "prev-archive": [f"<a:link href='/feed?paged={n}' rel='prev-archive' />" for n in (2, 3, 2)],
        }[kind]
        tail = "&x" if kind == "next" else ""
        for n, head in enumerate(heads, 1):
            place = "/feed" if n == 1 else f"/feed?paged={n}{tail}"
            web.pages[place] = Page(numbered(n, n + 1, head=head), headers={"ETag": f'"{n}"'})
    declare(folder, "blog", f"{web.url}/feed")
    assert anthology("-C", folder, "fetch").code == 0
    assert not [one for one in web.log if "paged" in one.path]
    done = anthology("-C", folder, "fetch", "blog", "--pages", "10")
    assert done.code == 0, done.out
    count = 3 if kind == "json" else 4
    assert len(list((folder / "source/archive/blog/posts").glob("*.json"))) == count
    before = files_of(folder)
    assert anthology("-C", folder, "fetch", "--pages", "10").code == 0
    assert anthology("-C", folder, "fetch").code == 0
    assert files_of(folder) == before


def test_an_interrupted_fetch_ends_soon(folder, web):
    web.pages["/feed"] = lambda handler: time.sleep(30)
    settings = folder / "conf" / "anthology.toml"
    settings.write_text(settings.read_text().replace("\ntimeout = 2", "\ntimeout = 30"))
    declare(folder, "blog", f"{web.url}/feed")
    command = [sys.executable, "-m", "anthology", "-C", str(folder), "fetch"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not web.asked("/feed") and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=15)[1]
    assert running.returncode == 130, said
    assert said.endswith("anthology: interrupted; the next run goes on from what was finished\n")
    assert "Traceback" not in said


def test_add_a_list_of_feeds(anthology, folder, web):
    outlines = "".join(f'<outline text="Blog {n}" xmlUrl="{web.url}/{n}"/>' for n in range(2))
    web.pages["/list"] = Page(f'<opml version="2.0"><body>{outlines}</body></opml>'.encode())
    for n in range(2):
        web.pages[f"/{n}"] = Page(rss(f"Blog {n}", {"One": f"<p>{n}</p>"}, f"https://b{n}.example/"))
    done = anthology("-C", folder, "add", f"{web.url}/list")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == f"{web.url}/list: opml, 2 feeds"
    assert "next: anthology fetch 127-0-0-1" in done.out
    assert "2 feeds are not fetched yet" in anthology("-C", folder, "build", "--formats", "html").err
    assert anthology("-C", folder, "fetch", "127-0-0-1").code == 0
    assert len([r for r in exported(anthology, folder) if r["title"] == "One"]) == 2


def test_a_form_that_is_named(anthology, folder, web):
    """A planet's page is no feed, but may be fetched as what it is said to be."""
    post = (
        "<div class='entry'><h3><a href='https://b.example/'>A blog</a></h3><div class='entry'>"
        "<h4><a href='https://b.example/one'>One</a></h4><div class='content'><p>Words.</p></div>"
        "<p class='date'><a href='https://b.example/one'>May 21, 2013 02:30 PM</a></p></div></div>"
    )
    web.pages["/"] = Page(
        f"<!DOCTYPE html><html><head><title>Planet</title></head><body>{post * 1}</body>".encode()
    )
    declare(folder, "planet", web.url, format="planet-html")
    done = anthology("-C", folder, "fetch")
    kept = list((folder / "source/archive/planet/posts").glob("*.json"))
    assert (done.code, len(kept)) == (0, 1), done.out + done.err


def test_a_dead_feed_can_be_read_from_its_archive(anthology, folder, web):
    web.pages["/feed"] = Page(rss("Blog", {"One": "<p>x</p>", "Two": "<p>y</p>"}))
    settings = folder / "conf" / "anthology.toml"
    original = settings.read_text()
    declare(folder, "blog", f"{web.url}/feed")
    assert anthology("-C", folder, "fetch").code == 0
    before = {r["id"]: r["docname"] for r in exported(anthology, folder)}
    web.pages["/feed"] = Page(b"", 410)
    done = anthology("-C", folder, "fetch")
    assert "is gone for good (410)" in done.out
    path = "source/archive/blog/posts"
    assert f'replace its url by path = "{path}"' in done.err
    settings.write_text(original + f'\n[[sources]]\nid = "blog"\nname = "blog"\npath = "{path}"\n')
    assert {r["id"]: r["docname"] for r in exported(anthology, folder)} == before


def test_a_feed_that_moves_changes_no_post(anthology, folder, web):
    feed = rss("Blog", {"One": "<a href='x'>x</a>"}).replace(b"<link>https://blog.example/</link>", b"")
    web.pages["/feed"] = Page(feed)
    declare(folder, "blog", f"{web.url}/feed")
    assert anthology("-C", folder, "fetch").code == 0
    (post,) = (folder / "source/archive/blog/posts").iterdir()
    kept = post.read_bytes()
    assert b'"guid"' not in kept
    web.pages["/feed"] = Page(b"", 301, {"Location": "/moved"})
    web.pages["/moved"] = Page(feed)
    done = anthology("-C", folder, "fetch")
    assert rows(done)["blog"].split()[1:4] == ["0", "0", "1"]
    assert post.read_bytes() == kept
    assert (
        json.loads((folder / "source/archive/blog/feed.json").read_text())["feed_url"] == f"{web.url}/moved"
    )
    del web.pages["/moved"]
    web.pages["/feed"] = Page(feed)  # and back again
    assert anthology("-C", folder, "fetch").code == 0
