"""What a server may do to the link checker, and what it makes of it."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from anthology.linkcheck.asking import Asker, ask_all
from anthology.linkcheck.verdicts import Finding
from tests.fetching.test_client import dripping_head, endless, no_http, short, silent
from tests.fetching.web import Page

LINK = "http://blog.net/page"


def redirect(status, to):
    return Page(b"", status, {"Location": to})


def found(client, link=LINK):
    return Asker(client).ask(link)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "alive"),
        (204, "alive"),
        (206, "alive"),
        (400, "unknown"),
        (401, "refused"),
        (403, "refused"),
        (404, "gone"),
        (405, "unknown"),
        (410, "gone"),
        (418, "unknown"),
        (429, "refused"),
        (451, "refused"),
        (500, "unreachable"),
        (503, "unreachable"),
        (999, "unknown"),
    ],
)
def test_what_an_answer_means(client, web, status, state):
    web.pages["/page"] = Page(b"", status)
    one = found(client())
    assert (one.state, one.status) == (state, status)
    assert one.why or state in ("alive", "gone")


def test_head_is_enough_where_it_is_answered(client, web):
    web.pages["/page"] = Page(b"words" * 1000)
    assert found(client()) == Finding("alive", 200)
    assert [asked.method for asked in web.log] == ["HEAD"]
    web.log.clear()
    web.pages["/page"] = Page(b"", 503)
    assert found(client(retries=1)).state == "unreachable"
    assert [asked.method for asked in web.log] == ["HEAD", "HEAD"]


def lies(handler):
    handler.send_response(404 if handler.command == "HEAD" else 200)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def hangs_up(handler):
    if handler.command == "HEAD":
        handler.connection.shutdown(socket.SHUT_RDWR)
    else:
        lies(handler)


def hangs(handler):
    if handler.command == "HEAD":
        time.sleep(1)
    else:
        lies(handler)


@pytest.mark.parametrize("play", [lies, hangs_up, hangs])
def test_servers_that_do_not_know_head_are_asked_with_get(client, web, play):
    web.pages["/page"] = play
    assert found(client(timeout=0.3, retries=2)) == Finding("alive", 200)
    assert [asked.method for asked in web.log] == ["HEAD", "GET"]


@pytest.mark.parametrize("play", [endless, short])
def test_no_body_is_read(client, web, play):
    web.pages["/page"] = lambda handler: hangs_up(handler) if handler.command == "HEAD" else play(handler)
    start = time.monotonic()
    assert found(client()).state == "alive"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("play", [silent, dripping_head, no_http])
def test_hostile_servers_are_left(client, web, play):
    web.pages["/page"] = play
    start = time.monotonic()
    one = found(client(timeout=0.3, total_timeout=0.4))
    assert (one.state, one.status) == ("unreachable", None)
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    ("status", "to", "finding"),
    [
        (301, "/new/place", Finding("moved", 200, "http://blog.net/new/place")),
        (308, "http://other.net/place", Finding("moved", 200, "http://other.net/place")),
        (302, "/new/place", Finding("alive", 200)),
        (301, "http://www.blog.net/page/", Finding("alive", 200)),
        (301, "/gone", Finding("gone", 404)),
    ],
)
def test_redirects(client, web, status, to, finding):
    ok = Page(b"words")
    web.pages |= {"blog.net/page": redirect(status, to), "/new/place": ok, "/place": ok, "/page/": ok}
    assert found(client()) == finding


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.1/admin", "http://169.254.169.254/latest/", "http://inside.net/", "http://[::1]/"],
)
def test_nothing_private_is_asked(client, web, names, place):
    names.answers["inside.net"] = [["10.1.2.3"]]
    web.pages["/page"] = redirect(302, place)
    assert found(client()).state == "unknown"
    assert len(names.dialled) == 1
    assert found(client(), place).state == "unknown"
    assert len(names.dialled) == 1


def test_a_name_that_changes_its_address_gains_nothing(client, web, names):
    names.answers["blog.net"] = [["93.184.216.34"], ["127.0.0.1"]]
    web.pages |= {"/page": redirect(302, "/again"), "/again": Page(b"secret")}
    one = found(client())
    assert one.state == "unknown"
    assert "not a public address" in one.why
    assert names.dialled == ["93.184.216.34"]


def test_circles_and_odd_places_say_nothing(client, web):
    web.pages["/page"] = redirect(302, "/page")
    assert found(client()).state == "unknown"
    web.pages["/page"] = redirect(302, "ftp://blog.net/")
    assert found(client()).state == "unknown"


def test_no_cookie_comes_back_and_no_password_is_sent(client, web):
    web.pages["/page"] = Page(b"", 302, {"Location": "/next", "Set-Cookie": "id=1; Path=/"})
    web.pages["/next"] = Page(b"", 401, {"WWW-Authenticate": 'Basic realm="x"', "Set-Cookie": "id=2"})
    assert found(client()).state == "refused"
    assert not any({"cookie", "authorization"} & set(asked.headers) for asked in web.log)


def test_robots_are_heeded(client, web):
    web.pages |= {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /page"),
        "/page": Page(b"x"),
        "/b": Page(b"x"),
    }
    one = client(robots=True)
    assert found(one).state == "refused"
    assert found(one, "http://blog.net/b").state == "alive"
    assert not web.asked("/page")
    web.pages["/robots.txt"] = Page(b"", 503)
    assert found(client(robots=True)).state == "unknown"


def test_a_host_that_is_down_is_asked_once(client, web, names):
    names.resolve_first = names.resolve

    def resolve(host, port):
        if host == "down.net":
            names.resolved.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "no name")
        return names.resolve_first(host, port)

    one = client()
    one.guard = type(one.guard)(resolve=resolve, dial=names.dial)
    web.pages |= {"/page": Page(b"x"), "/to": redirect(302, "http://down.net/x")}
    links = [f"http://down.net/{n}" for n in range(50)]
    results = dict(ask_all(one, [*links, LINK, "http://blog.net/to"]))
    assert {results[link].state for link in links} == {"unreachable"}
    assert results[LINK].state == "alive"  # though another of its pages leads to a host that is down
    assert names.resolved.count("down.net") == 2


def test_without_a_network_nothing_is_said(client, web, names):
    def resolve(host, port):
        if host == "witness.net":
            return names.resolve(host, port)
        raise socket.gaierror(socket.EAI_NONAME, "no name")

    def offline():
        one = client()
        one.guard = type(one.guard)(resolve=resolve, dial=names.dial)
        return one

    links = ["http://a.net/", "http://b.net/"]
    assert list(ask_all(offline(), links)) == []
    assert list(ask_all(offline(), links, ["http://c.net/"])) == []
    web.pages["/"] = Page(b"here")
    assert dict(ask_all(offline(), links, ["http://witness.net/"])).keys() == set(links)


def test_hosts_side_by_side_and_each_one_spaced_out(client, web):
    running, most = set(), []
    lock = threading.Lock()

    def slow(handler):
        host = handler.headers["Host"]
        with lock:
            assert host not in running, "two requests to a host at once"
            running.add(host)
            most.append(len(running))
        time.sleep(0.05)
        with lock:
            running.discard(host)
        lies(handler) if handler.command == "GET" else web.answer(handler, Page(b""))

    web.pages["/"] = slow
    links = [f"http://h{n}.net/" for n in range(6)] * 3
    results = list(ask_all(client(parallel=4), links))
    assert len(results) == 18
    assert 1 < max(most) <= 4
