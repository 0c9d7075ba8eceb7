"""What a server may do to a client, and what the client makes of it."""

import gzip
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from anthology.fetching.decoding import ACCEPTED, decoded
from anthology.fetching.errors import FetchError
from anthology.fetching.network import Guard, is_local, is_public
from anthology.fetching.politeness import retry_after
from tests.fetching.web import Page, dripping, endless

FEED = "http://blog.example/feed"


def redirect(status, to):
    return Page(b"", status, {"Location": to})


def refused(client, url=FEED, **headers):
    with pytest.raises(FetchError) as caught:
        client.get(url, headers)
    return str(caught.value)


def test_names_itself_and_sends_no_more_than_needed(client, web):
    web.pages["/feed"] = Page(b"hello")
    answer = client(contact="editor@book.example").get(FEED)
    assert (answer.status, answer.body, answer.address, answer.moved_to) == (200, b"hello", FEED, None)
    (asked,) = web.log
    assert asked.headers["user-agent"].startswith("anthology/")
    assert "editor@book.example" in asked.headers["user-agent"]
    assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_redirects_are_followed_and_lasting_ones_told(client, web):
    web.pages |= {
        "/feed": redirect(301, "/second"),
        "/second": redirect(308, "http://other.example/third"),
        "other.example/third": redirect(302, "/fourth"),
        "other.example/fourth": redirect(301, "/fifth"),
        "other.example/fifth": Page(b"hello"),
    }
    answer = client().get(FEED)
    assert answer.body == b"hello"
    assert answer.address == "http://other.example/fifth"
    assert answer.moved_to == "http://other.example/third"


@pytest.mark.parametrize("status", [302, 303, 307])
def test_passing_redirects_are_not_remembered(client, web, status):
    web.pages |= {"/feed": redirect(status, "/other"), "/other": Page(b"hello")}
    assert client().get(FEED).moved_to is None


def test_redirects_end(client, web):
    web.pages |= {"/feed": redirect(302, "/b"), "/b": redirect(302, "/feed")}
    assert "in a circle" in refused(client())
    web.pages |= {"/feed": redirect(302, "/0")} | {f"/{n}": redirect(302, f"/{n + 1}") for n in range(40)}
    assert "more than 10 times" in refused(client())
    web.pages["/feed"] = Page(b"", 301)
    assert "without saying where" in refused(client())


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("http://127.0.0.1/admin", "127.0.0.1, which is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "not a public address"),
        ("http://[::1]/", "not a public address"),
        ("http://[::ffff:10.0.0.1]/", "not a public address"),
        ("http://inside.example/", "10.1.2.3, which is not a public address"),
        ("file:///etc/passwd", "no http or https address"),
        ("gopher://blog.example/", "no http or https address"),
        ("http://user:secret@blog.example/", "user name or password"),
        ("javascript:alert(1)", "no http or https address"),
    ],
)
def test_redirects_are_checked_like_the_first_address(client, web, names, place, why):
    names.answers["inside.example"] = [["93.184.216.34", "10.1.2.3"]]
    web.pages["/feed"] = redirect(302, place)
    assert why in refused(client())
    assert len(names.dialled) == 1


def test_a_name_that_changes_its_address_gains_nothing(client, web, names):
    names.answers["blog.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    web.pages |= {"/feed": redirect(302, "/again"), "/again": Page(b"secret")}
    assert "127.0.0.1, which is not a public address" in refused(client())
    assert names.resolved == ["blog.example", "blog.example"]
    assert names.dialled == ["93.184.216.34"]  # each connection goes to the address that was checked


@pytest.mark.parametrize(
    ("address", "public", "local"),
    [
        ("93.184.216.34", True, False),
        ("2606:4700::1111", True, False),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("192.168.1.1", False, True),
        ("fd00::1", False, True),
        ("::ffff:192.168.1.1", False, True),
        ("2002:7f00:1::", False, True),
        ("64:ff9b::10.0.0.1", False, True),
        ("64:ff9b::93.184.216.34", True, False),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("255.255.255.255", False, False),
        ("100.64.0.1", False, False),
        ("no address", False, False),
    ],
)
def test_who_may_be_connected_to(address, public, local):
    assert (is_public(address), is_local(address)) == (public, local)


def test_private_networks_only_where_allowed(client, web):
    web.pages["/feed"] = Page(b"hello")
    strict = client()
    strict.guard = Guard()
    assert "allow_private" in refused(strict, f"{web.url}/feed")
    strict.guard = Guard(allow_private=True)
    assert strict.get(f"{web.url}/feed").body == b"hello"


def dripping_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-A: b\r\n")
        time.sleep(0.05)


def silent(handler):
    time.sleep(3)


def short(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"too little")


def long_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-A: " + b"b" * 60000 + b"\r\n")


def no_http(handler):
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("play", "why"),
    [
        (endless, "larger than 1 MB"),
        (dripping, "had not answered in full after 0.4 s"),
        (dripping_head, "had not answered in full after 0.4 s"),
        (silent, "does not answer"),
        (short, "was cut off"),
        (long_head, "cut off on the way, or is no HTTP"),
        (no_http, "is no HTTP"),
    ],
)
def test_hostile_servers_are_left(client, web, play, why):
    web.pages["/feed"] = play
    start = time.monotonic()
    assert why in refused(client(max_megabytes=1, timeout=0.3, total_timeout=0.4))
    assert time.monotonic() - start < 6


def test_packed_bodies(client, web):
    text = b"<rss>" + b"words " * 1000
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text[:100]) + gzip.compress(text[100:]),
        "x-gzip": gzip.compress(text) + b"\0\0",
        "deflate": zlib.compress(text),
        "Deflate": raw.compress(text) + raw.flush(),
        "identity": text,
    }
    if "br" in ACCEPTED:
        import brotli

        packed["br"] = brotli.compress(text)
    for encoding, body in packed.items():
        web.pages["/feed"] = Page(body, headers={"Content-Encoding": encoding})
        assert client().get(FEED).body == text, encoding


def test_bombs_are_defused():
    bombs = {"gzip": gzip.compress(bytes(50_000_000)), "deflate": zlib.compress(bytes(50_000_000))}
    if "br" in ACCEPTED:
        import brotli

        bombs["br"] = brotli.compress(bytes(50_000_000), quality=5)
    for encoding, bomb in bombs.items():
        assert len(bomb) < 100_000
        start = time.process_time()
        with pytest.raises(FetchError, match="larger than 1 MB"):
            decoded([bomb], encoding, 1_000_000)
        assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("encoding", "body", "why"),
    [
        ("gzip", gzip.compress(b"words" * 100)[:-20], "cut off"),
        ("gzip", b"no gzip at all, whatever the header says", "cannot be unpacked"),
        ("gzip, gzip", b"", "not asked for"),
        ("compress", b"x", "not asked for"),
    ],
)
def test_broken_packing_is_named(encoding, body, why):
    with pytest.raises(FetchError, match=why):
        decoded([body], encoding, 1000)


def test_no_cookie_comes_back_and_no_password_is_sent(client, web):
    web.pages["/feed"] = Page(b"", 302, {"Location": "/next", "Set-Cookie": "id=1; Path=/"})
    web.pages["/next"] = Page(b"", 401, {"WWW-Authenticate": 'Basic realm="x"', "Set-Cookie": "id=2"})
    one = client(retries=2)
    assert "asks for a password" in refused(one)
    assert "asks for a password" in refused(one)
    assert len(web.asked("/next")) == 2
    assert not any({"cookie", "authorization"} & set(asked.headers) for asked in web.log)


def test_environment_gives_neither_proxy_nor_password(client, web, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine blog.example login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    web.pages["/feed"] = Page(b"hello")
    assert client().get(FEED).body == b"hello"
    assert "authorization" not in web.log[0].headers


def test_trying_again(client, web):
    answers = [Page(b"", 503), Page(b"", 429, {"Retry-After": "0"}), Page(b"hello")]
    web.pages["/feed"] = lambda handler: web.answer(handler, answers.pop(0))
    assert client(retries=2).get(FEED).body == b"hello"
    answers += [Page(b"", 503)] * 3
    assert "(503)" in refused(client(retries=1))
    assert len(answers) == 1
    web.pages["/feed"] = Page(b"", 404)
    before = len(web.log)
    assert "is not there (404)" in refused(client(retries=5))
    assert len(web.log) == before + 1


def test_retry_after_is_heeded(client, web):
    answers = [Page(b"", 429, {"Retry-After": "1"}), Page(b"hello")]
    web.pages["/feed"] = lambda handler: web.answer(handler, answers.pop(0))
    start = time.monotonic()
    assert client(retries=1).get(FEED).body == b"hello"
    assert time.monotonic() - start >= 1
    web.pages["/feed"] = Page(b"", 429, {"Retry-After": "7200"})
    before = len(web.log)
    assert "asks to wait 120 minutes" in refused(client(retries=3))
    assert len(web.log) == before + 1


def test_reading_retry_after():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("120", now) == 120
    assert retry_after(format_datetime(now + timedelta(seconds=30), usegmt=True), now) == 30
    assert retry_after(format_datetime(now - timedelta(seconds=30), usegmt=True), now) == 0
    assert [retry_after(odd, now) for odd in (None, "", "soon", "-5")] == [None] * 4


def test_requests_to_a_host_keep_their_distance(client, web):
    web.pages["/feed"] = Page(b"hello")
    one = client(delay=1)
    start = time.monotonic()
    one.get(FEED)
    one.get("http://other.example/feed")
    assert time.monotonic() - start < 0.9
    one.get(FEED)
    assert time.monotonic() - start >= 1


ROBOTS = (
    b"User-agent: *\nDisallow: /private*.xml$\n\nUser-agent: anthology\nDisallow: /secret\nCrawl-delay: 0.2\n"
)


def test_robots_are_asked_once_and_heeded(client, web):
    web.pages |= {"/robots.txt": Page(ROBOTS), "/feed": Page(b"hello"), "/secret/feed": Page(b"no")}
    one = client(robots=True)
    assert one.get(FEED).body == b"hello"
    assert "robots.txt forbids it" in refused(one, "http://blog.example/secret/feed")
    web.pages["/feed"] = redirect(302, "http://other.example/secret/feed")
    assert "http://other.example/robots.txt forbids it" in refused(one)
    assert [asked.host for asked in web.asked("/robots.txt")] == ["blog.example", "other.example"]
    assert not web.asked("/secret/feed")


def test_without_robots_all_is_allowed_and_broken_ones_are_a_no(client, web):
    web.pages["/feed"] = Page(b"hello")
    assert client(robots=True).get(FEED).body == b"hello"
    web.pages["/robots.txt"] = Page(b"", 503)
    one = client(robots=True)
    assert "its robots.txt gives no feed (503)" in refused(one)
    assert "its robots.txt" in refused(one)
    assert len(web.asked("/robots.txt")) == 2
    assert len(web.asked("/feed")) == 1


def test_robots_are_remembered_for_the_next_run(client, web, tmp_path):
    web.pages |= {"/robots.txt": Page(ROBOTS), "/feed": Page(b"hello")}
    for _ in range(2):
        one = client(robots=True)
        one.robots._path = tmp_path / "robots.json"
        one.robots._texts = one.robots._kept()
        one.get(FEED)
        one.robots.keep()
    assert len(web.asked("/robots.txt")) == 1


def test_unknown_hosts_and_closed_doors(client):
    one = client(timeout=1)
    one.guard = Guard(allow_private=True)
    assert "cannot be reached" in refused(one, "http://127.0.0.1:9/feed")
    assert "there is no host a%20b" in refused(one, "http://a b/")
    assert "there is no host" in refused(one, "http://nowhere.invalid/feed")
    for address in ("", "feed", "ftp://blog.example/", "http://"):
        assert "address" in refused(one, address)
