"""What servers, browsers and archives send, and what the tool keeps of it: one function an input."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from threading import Event

import httpx
from lxml import etree

from anthology.errors import AnthologyError
from anthology.fetching.archive import FeedArchive
from anthology.fetching.client import Answer, parsed
from anthology.fetching.decoding import decoded
from anthology.fetching.errors import FetchError
from anthology.fetching.network import is_public
from anthology.fetching.paging import next_page
from anthology.fetching.pictures import _size
from anthology.fetching.politeness import LONGEST_PAUSE, Pace, Robots, retry_after
from anthology.fetching.reading import feeds_named_in, read_answer
from anthology.fetching.svg import clean_svg
from anthology.knowledge.links import normalised, permalink
from anthology.linkcheck.addresses import is_testable, plain_link
from anthology.linkcheck.archived import archived_copy
from anthology.linkcheck.verdicts import read_verdicts
from anthology.model import Source
from anthology.preview.server import inside
from anthology.scratch import scratch_below
from anthology.sources import read
from anthology.sources.picture_index import load_index
from anthology.sources.pictures import picture_type
from anthology.takedown.prints import address_print
from anthology.typesetting.pictures import PictureError, prepare
from anthology.xml_names import local_name
from tests.fuzzing.folders import file, place

HOME = "https://blog.example/feed/"
UNPACKED_LIMIT = 100_000
ACTIVE = {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}


def answer(data: bytes) -> None:
    """An answer: lines of headers, an empty line, a body that may be packed."""
    head, _, packed = data.partition(b"\n\n")
    lines = (line.partition(b":") for line in head.splitlines())
    headers = httpx.Headers([(name.strip(), value.strip()) for name, _, value in lines if name.strip()])
    wait = retry_after(headers.get("retry-after"))
    assert wait is None or wait >= 0, wait
    try:
        target = parsed(headers.get("location", ""), parsed(HOME))
        assert target.scheme in ("http", "https")
        assert not target.userinfo
        assert is_public(target.host) in (True, False)
    except FetchError as error:
        assert error.what
    try:
        body = decoded([packed[:7], packed[7:]], headers.get("content-encoding", ""), UNPACKED_LIMIT)
    except FetchError as error:
        assert error.what
        return
    assert len(body) <= UNPACKED_LIMIT
    given = Answer(200, headers, body, HOME)
    further = next_page(given)
    assert further is None or further.startswith(("http://", "https://"))
    assert all(one.startswith(("http://", "https://")) for one in feeds_named_in(body, HOME))
    try:
        reading = read_answer(Source("s", "S", url=HOME), given, HOME)
    except FetchError as error:
        assert error.what
        assert error.where
        return
    keys = [entry.key for entry in reading.entries]
    assert len(keys) == len(set(keys))
    archive = FeedArchive(place("archive/s"))
    archive.keep(reading.entries)
    assert archive.keep(reading.entries).changed == 0


def archive(data: bytes) -> None:
    """An archive: nothing of it lies outside its own folder."""
    path = file("archives/input.zip", data)
    outer = path.parent.parent
    before = {*outer.iterdir()}
    with scratch_below(outer / "scratch"):
        try:
            for entry in read(Source("s", "S", path.name, format="archive"), path.parent):
                assert str(outer / "scratch") not in entry.origin.file
        except AnthologyError as error:
            assert error.what
            assert error.where
        assert {*outer.iterdir()} - before <= {outer / "scratch"}
        assert [*path.parent.iterdir()] == [path]


def picture(data: bytes) -> None:
    """A picture: an SVG comes out with nothing that acts or reaches out, and as it is when cleaned again."""
    kind = picture_type(data)
    if kind != "svg":
        width, height = _size(data)
        assert (width is None) == (height is None)
        return
    cleaned = clean_svg(data)
    if not cleaned:
        return
    for element in etree.fromstring(cleaned).iter():
        assert isinstance(element.tag, str)
        assert local_name(element.tag) not in ACTIVE
        for name, value in element.attrib.items():
            local = local_name(name)
            assert not local.startswith("on"), name
            assert local not in ("href", "src") or re.match(r"\s*(#|data:image/)", value, re.I), value
    assert clean_svg(cleaned) == cleaned


def printed_picture(data: bytes) -> None:
    """A picture for print: it is made fit for the compiler, or there is a reason."""
    # Each under a name of its own, since what was prepared once is taken for done.
    path = file(f"pictures/{hashlib.sha256(data).hexdigest()[:16]}", data)
    made: Path | None = None
    try:
        ready = prepare(path, place("print/.").parent)
        made = place("print/.").parent / ready.file
        assert ready.width > 0
        assert ready.height > 0
        assert made.is_file()
    except PictureError as error:
        assert str(error)
    finally:
        path.unlink()
        if made:
            made.unlink()


def robots(data: bytes) -> None:
    """A robots.txt: it says yes or no, and asks for a pause that is bounded."""
    text = data.decode("utf-8", "replace")
    pace = Pace(0.0, Event())
    rules = Robots(lambda _: text, pace)
    for address in (HOME, "https://blog.example/*$?%2a", text.partition("\n")[0][:200]):
        try:
            rules.check(address, "https://blog.example", "blog.example")
        except FetchError as error:
            assert error.what
    assert pace._asked.get("blog.example", 0) <= LONGEST_PAUSE


def address(data: bytes) -> None:
    """An address: whatever is asked of it, there is an answer."""
    text = data.decode("utf-8", "replace")
    for change in (plain_link, normalised, permalink, address_print, is_testable):
        change(text)
    try:
        assert parsed(text, parsed(HOME)).scheme in ("http", "https")
    except FetchError as error:
        assert error.what
    assert archived_copy("https://web.archive.org/web/{date}/{url}", text, "2013") != ""


def request(data: bytes) -> None:
    """A path that a browser asks the preview for: it means nothing outside the book."""
    root = place("site/book/index.html").parent
    file("site/book/index.html", b"<html></html>")
    file("site/secret", b"secret")
    found = inside(root, data.decode("utf-8", "replace"))
    assert found is None or found.is_relative_to(root.resolve())


def kept(data: bytes) -> None:
    """What the tool wrote once, and a disk or a merge has damaged: it is read as if it were not there."""
    folder = file("kept/feed.json", data).parent
    file("kept/posts/2013-05-21-a-post-0123456789ab.json", data)
    feed = FeedArchive(folder)
    feed.state(HOME)
    feed.title()
    load_index(file("kept/pictures/index.json", data).parent)
    read_verdicts(file("kept/_links.jsonl", data))
    rules = Robots(lambda _: None, Pace(0.0, Event()), file("kept/robots.json", data))
    rules.check(HOME, "https://blog.example", "blog.example")
