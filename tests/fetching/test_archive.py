"""What is kept: every post, every version, in an open format that reads back as it was."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from anthology.errors import SourceError
from anthology.fetching.archive import FeedArchive, FeedState
from anthology.model import Channel, Dated, Entry, Loss, Origin, Source
from anthology.sources import read
from anthology.sources.kept import folder_of, local_path, posts_in

SOURCE = Source("blog", "A blog", url="https://blog.example/feed")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 2, 1, tzinfo=UTC)


def entry(key="guid-1", **fields):
    given = {
        "title": "A <vector> & more",
        "body": "  <p>One &amp;amp; <b>two</b></p>\n\nlast  ",
        "body_format": "html",
        "bylines": ("Ann Other", "admin"),
        "dated": Dated("2013-05-21T14:30:00Z", "feed", 1.0, "published: Tue, 21 May 2013"),
        "url": "https://blog.example/1",
        "channel": Channel("A blog", "https://blog.example/", "https://blog.example/feed"),
        "base_url": "https://blog.example/1",
        "categories": ("clouds", "Čeština"),
        "language": "en-GB",
    } | fields
    return Entry(
        source=SOURCE, origin=Origin("x", feed="https://blog.example/feed", guid=key), key=key, **given
    )


ODD = [
    entry(),
    entry(title=None, body="plain < text", body_format="text", bylines=()),
    entry(title="&amp;lt; twice &lt; escaped", body="&lt;p&gt;never unescaped&lt;/p&gt;"),
    entry(body="# Markdown\n", body_format="markdown", dated=None, url=None, base_url=None),
    entry(dated=Dated("2013-05", "url", 0.3, "in the address"), channel=None, language=None),
    entry(dated=Dated("2013-05-21T14:30:00Z", "feed", 0.6, "updated: x"), license="CC BY 4.0"),
    entry(
        key="title and date",
        losses=(Loss("picture", "[gallery]", "not there"),),
        labels={"topics": ("data",)},
    ),
    entry(key="../../etc/passwd\0", title="../" * 40 + "\u202e", url="https://blog.example/\u00e9"),
]


@pytest.mark.parametrize("post", ODD)
def test_a_post_comes_back_as_it_was(tmp_path, post):
    FeedArchive(folder_of(SOURCE, tmp_path)).keep([post])
    (back,) = read(SOURCE, tmp_path)
    assert replace(back, origin=replace(back.origin, file="x")) == post
    assert back.origin.file.startswith("source/archive/blog/posts/")


def test_the_format_is_open(tmp_path):
    archive = FeedArchive(tmp_path)
    archive.keep([entry(title="A title")], FIRST)
    (path,) = posts_in(tmp_path)
    assert path.name.startswith("2013-05-21-a-title-")
    feed = json.loads(path.read_text("utf-8"))
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A blog",
        "home_page_url": "https://blog.example/",
        "feed_url": "https://blog.example/feed",
        "items": [
            {
                "id": "guid-1",
                "url": "https://blog.example/1",
                "title": "A title",
                "date_published": "2013-05-21T14:30:00Z",
                "authors": [{"name": "Ann Other"}, {"name": "admin"}],
                "tags": ["clouds", "Čeština"],
                "language": "en-GB",
                "content_html": "  <p>One &amp;amp; <b>two</b></p>\n\nlast  ",
                "_anthology": feed["items"][0]["_anthology"],
            }
        ],
    }
    assert feed["items"][0]["_anthology"]["seen"] == "2026-01-01T00:00:00Z"
    assert "Čeština" in path.read_text("utf-8")


def test_every_version_stays(tmp_path):
    archive = FeedArchive(tmp_path)
    one, two = entry(), entry("guid-2")
    assert archive.keep([one, two], FIRST).counts == ("2", "0", "0")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.rglob("*.json")}
    assert archive.keep([two, one], LATER).counts == ("0", "0", "2")
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.rglob("*.json")} == before

    changed = replace(one, body="<p>Changed</p>", title="Another title")
    assert archive.keep([changed], LATER).counts == ("0", "1", "0")
    (earlier,) = (tmp_path / "earlier").rglob("*.json")
    (kept,) = [path for path in before if earlier.parent.name == path.stem]
    assert earlier.read_bytes() == before[kept][0]
    assert earlier.name.startswith("20260101T000000Z-")
    assert set(posts_in(tmp_path)) == set(before)
    assert archive.keep([one], LATER).counts == ("0", "1", "0")
    assert len(list((tmp_path / "earlier").rglob("*.json"))) == 2


def test_a_run_that_was_killed_is_repaired(tmp_path):
    archive = FeedArchive(tmp_path)
    archive.keep([entry()], FIRST)
    (path,) = posts_in(tmp_path)
    whole = path.read_bytes()
    (tmp_path / "posts" / ".x.part").write_bytes(whole[:50])
    changed = entry(body="new")
    archive._set_aside(path, json.loads(whole), "0" * 64)  # killed between the two writes
    archive.sweep()
    assert archive.keep([changed], LATER).changed == 1
    assert not list(tmp_path.rglob("*.part"))
    path.write_bytes(whole[:50])  # a full disk, a bad merge
    assert archive.keep([entry()], LATER).new == 1
    assert len(posts_in(tmp_path)) == 1


def test_a_feed_is_remembered_as_long_as_its_address_and_posts_stay(tmp_path):
    archive = FeedArchive(tmp_path)
    state = FeedState("https://a.example/", "https://b.example/", '"tag"', "yesterday")
    assert archive.state("https://a.example/") == FeedState("https://a.example/")
    archive.keep([entry()])
    archive.remember(state, "A blog")
    assert archive.state("https://a.example/") == state
    assert archive.state("https://other.example/") == FeedState("https://other.example/")
    (tmp_path / "feed.json").write_text('{"_anthology": {"url": "https://a.example/", "etag": 3}}')
    assert archive.state("https://a.example/") == FeedState("https://a.example/")
    (tmp_path / "feed.json").write_text("[")
    assert archive.state("https://a.example/") == FeedState("https://a.example/")


def test_what_was_not_fetched_says_so(tmp_path):
    with pytest.raises(SourceError, match="has not been fetched yet"):
        local_path(SOURCE, tmp_path)
    with pytest.raises(SourceError, match="has not been fetched yet"):
        list(read(SOURCE, tmp_path))
    FeedArchive(folder_of(SOURCE, tmp_path)).keep([])
    with pytest.raises(SourceError, match="has no posts yet"):
        list(read(SOURCE, tmp_path))


def test_hand_edits_do_no_harm(tmp_path):
    FeedArchive(folder_of(SOURCE, tmp_path)).keep([entry()])
    (path,) = posts_in(folder_of(SOURCE, tmp_path))
    feed = json.loads(path.read_text("utf-8"))
    feed["items"][0]["_anthology"] = {
        "key": 3,
        "dated": "x",
        "origin": [],
        "channel": {"name": None},
        "losses": 1,
    }
    path.write_text(json.dumps(feed), "utf-8")
    (back,) = read(SOURCE, tmp_path)
    assert (back.key, back.dated.value, back.losses) == ("guid-1", "2013-05-21T14:30:00Z", ())
