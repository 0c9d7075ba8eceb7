"""Export records: the published contract, field by field."""

import json
from dataclasses import replace

import pytest

from anthology.export import channel_id, record
from anthology.model import Author, Body, Channel, Dated, Loss, Origin, Post, SeriesPart, Source

FULL = Post(
    id="planet-0123456789ab",
    slug="a-title",
    docname="posts/planet/a-title",
    title="A title",
    authors=(Author("ann-other", "Ann Other", "Example Ltd"),),
    channel=Channel("Ann's Blog", "https://ann.example/", "https://ann.example/feed"),
    source=Source("planet", "Planet", license="CC-BY-3.0"),
    origin=Origin("archive/planet.txt", 12, 40),
    url="https://ann.example/a-title",
    dated=Dated("2013-05-21T14:30:00Z", "byline", 0.98765, "by Ann Other at May 21"),
    cycle="havana",
    releases=("grizzly",),
    topics=("compute", "storage"),
    projects=("nova",),
    series=SeriesPart("titles", "Titles", 3),
    body=Body("Words."),
    links_to=("planet-ba9876543210",),
    mentions=("bo-else",),
    losses=(Loss("form", "line 3", "forms do nothing on paper"),),
    language="en",
)

BARE = replace(
    FULL,
    title=None,
    authors=(),
    channel=Channel(""),
    source=Source("feed", "Feed"),
    origin=Origin("archive/feed.xml", feed="https://ann.example/feed", guid="urn:1"),
    url=None,
    dated=None,
    cycle=None,
    series=None,
    losses=(),
    language=None,
)


def test_all_fields_in_their_order():
    assert record(FULL) == {
        "id": "planet-0123456789ab",
        "slug": "a-title",
        "docname": "posts/planet/a-title",
        "title": "A title",
        "authors": [{"id": "ann-other", "name": "Ann Other", "affiliation": "Example Ltd"}],
        "source": {"id": "ann-s-blog", "name": "Ann's Blog", "url": "https://ann.example/"},
        "url": "https://ann.example/a-title",
        "date": "2013-05-21T14:30:00Z",
        "date_from": "byline",
        "date_confidence": 0.9877,
        "cycle": "havana",
        "releases": ["grizzly"],
        "topics": ["compute", "storage"],
        "projects": ["nova"],
        "series": {"id": "titles", "name": "Titles", "part": 3},
        "duplicate_of": None,
        "links_to": ["planet-ba9876543210"],
        "mentions": ["bo-else"],
        "losses": [{"what": "form", "where": "line 3", "why": "forms do nothing on paper"}],
        "origin": {"file": "archive/planet.txt", "first_line": 12, "last_line": 40},
        "status": "new",
        "license": "CC-BY-3.0",
        "language": "en",
        "body": "Words.",
    }


def test_a_record_is_plain_json_and_always_the_same():
    assert json.loads(json.dumps(record(FULL))) == record(FULL)
    assert list(record(FULL)) == list(record(BARE))


def test_what_is_not_known_is_null():
    bare = record(BARE)
    for key in (
        "title",
        "source",
        "url",
        "date",
        "date_from",
        "date_confidence",
        "cycle",
        "series",
        "license",
    ):
        assert bare[key] is None
    assert bare["authors"] == []


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (
            Origin("x.xml", feed="https://a.example/feed", guid="g"),
            {"feed": "https://a.example/feed", "guid": "g"},
        ),
        (Origin("x.xml", guid="g"), {"feed": "x.xml", "guid": "g"}),
        (Origin("x.txt", 1, 2), {"file": "x.txt", "first_line": 1, "last_line": 2}),
    ],
)
def test_an_origin_is_a_place_in_a_file_or_in_a_feed(origin, expected):
    assert record(replace(FULL, origin=origin))["origin"] == expected


@pytest.mark.parametrize("date", ["2013", "2013-05", "2013-05-21"])
def test_a_date_is_as_precise_as_it_is_known(date):
    assert record(replace(FULL, dated=Dated(date, "text", 0.6)))["date"] == date


def test_without_body():
    assert set(record(FULL)) - set(record(FULL, body=False)) == {"body", "losses"}


def test_a_posts_own_licence_comes_before_its_sources():
    assert record(replace(FULL, license="CC0-1.0"))["license"] == "CC0-1.0"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Loïc Dachary", "loic-dachary"), ("Тимур", "timur"), ("…", None), ("a" * 90, "a" * 60)],
)
def test_channels_have_ascii_ids(name, expected):
    made = channel_id(name)
    assert made == expected if expected else made.startswith("channel-")
    assert made.isascii()
    assert len(made) <= 60
