"""From bytes to posts: encodings, forms, and what is no feed."""

import json

import httpx
import pytest

from anthology.fetching.client import Answer, parsed
from anthology.fetching.errors import FetchError
from anthology.fetching.paging import next_page
from anthology.fetching.reading import feeds_named_in, read_answer, with_charset
from anthology.model import Source
from tests.fetching.web import rss

SOURCE = Source("blog", "Blog", url="https://blog.example/feed")


def read(given):
    return read_answer(SOURCE, given, SOURCE.url)


def answer(body, content_type="application/xml", address="https://blog.example/feed"):
    return Answer(200, httpx.Headers({"content-type": content_type}), body, address)


RUSSIAN = "<rss version='2.0'><channel><title>Блог</title><item><title>Привет</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", None, None),
        ("utf-8", None, "windows-1251"),  # a server's default
        ("windows-1251", None, "windows-1251"),
        ("koi8-r", "koi8-r", "windows-1251"),  # the file knows better
        ("utf-16", None, None),
    ],
)
def test_charset_by_header_and_content(encoding, declared, header):
    text = (f'<?xml version="1.0" encoding="{declared}"?>' if declared else "") + RUSSIAN
    content_type = f"text/xml; charset={header}" if header else "text/xml"
    (entry,) = read(answer(text.encode(encoding), content_type)).entries
    assert (entry.title, entry.channel.name) == ("Привет", "Блог")


@pytest.mark.parametrize("odd", ["unicode_escape", "zlib", "nonsense", "idna", "\u00fc", "utf-8; q"])
def test_odd_charsets_do_no_harm(odd):
    body = b"<rss>\xff\\u0041</rss>"
    assert b"\xff" in with_charset(body, f"text/xml; charset={odd}") or odd.startswith("u")


def test_entries_know_where_they_came_from():
    feed = b"<rss version='2.0'><channel><title>B</title><item><title>One</title><guid>1</guid></item>"
    (entry,) = read(answer(feed + b"</channel></rss>")).entries
    assert entry.source == SOURCE
    assert entry.origin.file == entry.base_url == "https://blog.example/feed"
    assert entry.key == "1"


def test_an_empty_blog_is_no_problem():
    reading = read(answer(rss("Empty", {})))
    assert (reading.entries, reading.problem) == ((), None)


def test_a_feed_that_was_cut_off_gives_what_is_whole():
    whole = rss("Blog", {"One": "x", "Two": "y"})
    reading = read(answer(whole[: whole.rindex(b"<description")]))
    assert [entry.title for entry in reading.entries] == ["One"]
    assert reading.problem
    assert reading.problem.where == "https://blog.example/feed"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b" \n\xef\xbb\xbf", "is empty"),
        (b"<html><body>503 Service Unavailable</body></html>", "a web page, not a feed"),
        (b"PK\x03\x04" + b"x" * 100, "no feed and no list of feeds"),
        (b"---\ntitle: A post\n---\n\nwords\n", "no feed and no list of feeds"),
        (b"Some text that somebody wrote.\n" * 20, "no feed and no list of feeds"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "no feed and no list of feeds"),
        (b'{"error": "not found"}', "no feed and no list of feeds"),
    ],
)
def test_what_is_no_feed_is_told(body, why):
    with pytest.raises(FetchError, match=why):
        read(answer(body))


def test_a_page_names_its_feeds():
    page = b"""<!DOCTYPE html><head>
    <link rel="stylesheet" type="text/css" href="/style.css">
    <LINK REL='feed alternate' TYPE='application/atom+xml' HREF='/a?b=1&amp;c=2'>
    <link rel="alternate" type="application/rss+xml" href="https://other.example/rss">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <link rel="alternate" hreflang="de" href="/de">"""
    assert feeds_named_in(page, "https://blog.example/x/") == [
        "https://blog.example/a?b=1&c=2",
        "https://other.example/rss",
    ]
    with pytest.raises(FetchError) as caught:
        read(answer(page))
    assert caught.value.remedy == "Its feed is at https://blog.example/a?b=1&c=2"
    assert feeds_named_in(b"", "https://blog.example/") == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"<feed><link rel='next' href='/2'/><entry><link rel='next' href='/no'/></entry></feed>", "/2"),
        (b'<rss><channel><atom:link href="/2?a=1&amp;b" rel="next"/><item/>', "/2?a=1&b"),
        (b"<feed><link rel='next' href='/2'/><link rel='prev-archive' href='/old'/>", "/old"),
        (b"<feed><link rel='http://www.iana.org/assignments/relation/next' href='/2'/>", "/2"),
        (b"<feed><entry><link rel='next' href='/no'/></entry></feed>", None),
        (b"<feed><link rel='next' href='file:///etc/passwd'/>", None),
        (b"<feed><link rel='next'/><link href='/x'/>", None),
        (json.dumps({"next_url": "/2", "items": []}).encode(), "/2"),
        (b'{"next_url": 3}', None),
        (b"{broken", None),
    ],
)
def test_where_older_posts_are(body, place):
    assert next_page(answer(body)) == (place and f"https://blog.example{place}")


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("HTTP://Blog.Example:80/Feed#part", "http://blog.example/Feed"),
        (" https://bücher.example/é ", "https://xn--bcher-kva.example/%C3%A9"),
        ("https://blog.example", "https://blog.example"),
    ],
)
def test_addresses_as_they_are_sent(address, sent):
    url = parsed(address)
    assert f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode().rstrip('/')}" == sent
