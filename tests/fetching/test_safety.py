"""What hostile servers may try, once for feeds and once for links: neither is reached, held up or filled."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass

import pytest

from anthology.fetching.errors import FetchError
from anthology.fetching.network import Guard, dial
from anthology.linkcheck.asking import Asker
from tests.fetching.conftest import PUBLIC, self_signed
from tests.fetching.web import Page, Web, dripping, endless

PLACE = "http://blog.net/page"
SETTINGS = {"max_megabytes": 1, "timeout": 0.3, "total_timeout": 0.6}


@dataclass
class Said:
    """What came of an address, however it was asked for."""

    ok: bool
    why: str


def feed(client, address):
    try:
        client.get(address)
    except FetchError as error:
        return Said(False, error.what)
    return Said(True, "")


def link(client, address):
    found = Asker(client).ask(address)
    return Said(found.state in ("alive", "moved"), found.why or "")


both = pytest.mark.parametrize("ask", [feed, link])


PACKED = gzip.compress(bytes(20_000_000))


def bomb(handler):
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(PACKED)))
    handler.end_headers()
    handler.wfile.write(PACKED)


def endless_pieces(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"1\r\nx\r\n" * 1000)


def of_length(value, body=b"words"):
    def play(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: " + value + b"\r\n\r\n" + body)

    return play


def two_lengths(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nwords.")


@both
@pytest.mark.parametrize(
    ("play", "feed_ok", "link_ok"),
    [
        (bomb, False, True),
        (endless, False, True),
        (endless_pieces, False, True),
        (dripping, False, True),
        (of_length(b"1000"), False, True),  # too little comes
        (of_length(b"2"), True, True),  # too much comes, and is left
        (of_length(b"-5"), False, False),
        (of_length(b"99999999999999999999"), False, True),
        (of_length(b"many"), False, False),
        (two_lengths, False, False),
    ],
)
def test_bodies(client, web, ask, play, feed_ok, link_ok):
    """A feed needs its body; of a link's page nothing but the head is read."""
    web.pages["/page"] = play
    start, cpu = time.monotonic(), time.process_time()
    assert ask(client(**SETTINGS), PLACE).ok == (feed_ok if ask is feed else link_ok)
    assert time.monotonic() - start < 5
    assert time.process_time() - cpu < 3


@both
def test_a_redirect_to_a_private_address(client, web, ask, names):
    for to in ("http://10.0.0.1/", "http://127.0.0.1:22/", "http://[::ffff:169.254.169.254]/", "http://0/"):
        names.dialled.clear()
        web.pages["/page"] = Page(b"", 302, {"Location": to})
        assert not ask(client(), PLACE).ok
        assert set(names.dialled) <= {PUBLIC}


@both
def test_a_dns_answer_that_changes(client, web, ask, names):
    """A name is resolved once for each connection, which goes to the address that was checked."""
    web.pages["/page"] = Page(b"words")
    names.answers["blog.net"] = [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"]]
    assert ask(client(), PLACE).ok
    assert names.resolved == ["blog.net"]
    assert names.dialled == [PUBLIC]
    said = ask(client(robots=True), PLACE)
    assert not said.ok
    assert "not a public address" in said.why
    assert names.dialled == [PUBLIC]


@both
def test_one_private_address_among_public_ones(client, web, ask, names):
    web.pages["/page"] = Page(b"words")
    names.answers["blog.net"] = [[PUBLIC, "192.168.1.1"]]
    assert not ask(client(), PLACE).ok
    assert names.dialled == []


@both
def test_cookies_and_questions_for_passwords(client, web, ask):
    challenge = {"WWW-Authenticate": 'Basic realm="x"', "Set-Cookie": "id=1", "Proxy-Authenticate": "Basic"}
    one = client()
    for status in (401, 407):
        web.pages["/page"] = Page(b"", status, challenge)
        assert not ask(one, PLACE).ok
        assert not ask(one, PLACE).ok
    assert web.log
    assert not any({"cookie", "authorization", "proxy-authorization"} & set(one.headers) for one in web.log)


@both
def test_tls_that_is_refused(client, web, ask, names):
    """A server that speaks no TLS where it should, and one that hangs up in the middle of it."""
    said = ask(client(), "https://blog.net/page")  # the test's web knows plain HTTP only
    assert not said.ok
    assert "TLS" in said.why or "reached" in said.why
    assert not web.log


@both
def test_a_certificate_that_proves_nothing(client, ask, tmp_path):
    web = Web(self_signed(tmp_path, "blog.net"))
    web.pages["/page"] = Page(b"words")
    one = client()
    one.guard = Guard(
        resolve=lambda host, port: [PUBLIC],
        dial=lambda a, port, timeout: dial("127.0.0.1", web.port, timeout),
    )
    said = ask(one, "https://blog.net/page")
    web.close()
    assert not said.ok
    assert "cannot prove who it is" in said.why
    assert not web.log


@both
@pytest.mark.parametrize(
    "place",
    ["file:///etc/passwd", "ftp://blog.net/", "gopher://blog.net/", "http://user:pass@blog.net/", "http://"],
)
def test_other_than_http(client, ask, names, place):
    assert not ask(client(), place).ok
    assert names.dialled == []
