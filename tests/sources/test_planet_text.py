"""Planet pages saved as text."""

from __future__ import annotations

import json
import textwrap
import time
from datetime import datetime, timedelta

import pytest

from anthology.errors import SourceError
from anthology.sources import planet_text
from anthology.sources.text.bylines import parse_byline
from anthology.sources.text.dates import find_date, parse_day
from anthology.sources.text.heads import names_agree

from . import text_dumps

PROSE = "The relay took every letter it was given and kept it, which nobody had asked of it, for nine days."


@pytest.mark.parametrize("path", text_dumps.cases("planet_text"))
def test_cases(path):
    text_dumps.check(planet_text, path)


@pytest.mark.parametrize("path", text_dumps.cases("planet_text"))
def test_recognised(path):
    posts = json.loads(path.with_suffix(".json").read_text("utf-8"))["posts"]
    sure = planet_text.sniff(path, path.read_bytes()[:65536])
    assert sure >= 0.7 if any("T" in (post["date"] or "") for post in posts) else sure < 0.5


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("by Ann Other at May 21, 2013 02:30 PM", "Ann Other", "2013-05-21T14:30:00Z"),
        ("by Ann at May 21, 2013 12:05 AM (<http://a.example/b_c>)", "Ann", "2013-05-21T00:05:00Z"),
        ("May 21, 2013 12:05 PM", None, "2013-05-21T12:05:00Z"),
        ("Posted by Ann Other on 21 May 2013", "Ann Other", "2013-05-21"),
        ("Posted on March 4, 2013 by admin", "admin", "2013-03-04"),
        ("Ann Other | March 4, 2013 | 3 Comments", "Ann Other", "2013-03-04"),
        ("2013-05-21 14:30 by Ann", "Ann", "2013-05-21T14:30:00Z"),
        ("par Anne Autre le 21 mai 2013 à 14h30", "Anne Autre", "2013-05-21T14:30:00Z"),
        ("by Ann at Tue, 21 May 2013 23:30:00 -0200", "Ann", "2013-05-22T01:30:00Z"),
        ("2013年5月21日 14:30", None, "2013-05-21T14:30:00Z"),
    ],
)
def test_bylines(line, author, date):
    byline = parse_byline(line)
    assert (byline.author, byline.stamp.iso) == (author, date)


@pytest.mark.parametrize(
    ("line", "author", "filed"),
    [
        ("by Ann Other on May 21, 2013 in Cloud, Storage", "Ann Other", ("Cloud", "Storage")),
        ("May 21, 2013 in Cloud by Ann Other", "Ann Other", ("Cloud",)),
        ("Posted in Cloud, by Ann Other on May 21, 2013", "Ann Other", ("Cloud",)),
        ("Filed under Cloud and Storage | May 21, 2013", None, ("Cloud", "Storage")),
        ("by Ann Other on May 21, 2013", "Ann Other", ()),
    ],
)
def test_bylines_that_name_categories(line, author, filed):
    byline = parse_byline(line)
    assert (byline.author, byline.filed, byline.stamp.iso) == (author, filed, "2013-05-21")


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("May 21, 2013 12:30 AM", "2013-05-21T00:30:00Z"),
        ("May 21, 2013 14:30 PM", "2013-05-21"),
        ("May 21, 2013 25:30", "2013-05-21"),
        ("2013-05-21 14:30 +0530", "2013-05-21T09:00:00Z"),
        ("2013-05-21 14:30 +9900", "2013-05-21"),
    ],
)
def test_hours_that_no_clock_shows_are_left_out(line, iso):
    assert find_date(line).iso == iso


@pytest.mark.parametrize(
    "line",
    [
        "— Ann Other (@ann) February 14, 2017 (<https://t.example/1>)",
        "On May 21, 2013 we met in the small hall by the river",
        "The meeting is on May 21, 2013",
        "by the way, we did",
        "May 41, 2013 02:30 PM",
        "May 21, 2013 to May 23, 2013",
        "x" * 100_000,
        "(" * 5_000,
    ],
)
def test_no_bylines(line):
    assert parse_byline(line) is None


def test_days():
    assert parse_day("Tuesday, 21 May 2013") == parse_day("May 21, 2013") == parse_day("21. Mai 2013")
    assert parse_day("May 21, 2013 02:30 PM") is None
    assert parse_day("On May 21, 2013") is None
    assert find_date("February 32, 2013") is None


@pytest.mark.parametrize(
    ("author", "blog"),
    [
        ("pvandam", "Pim van Dam"),
        ("pimvandam", "Pim van Dam"),
        ("Pim D", "Pim Dam"),
        ("Loic Dam", "Loïc Dam"),
        ("Pim van Dam (noreply@example.org)", "Pim van Dam"),
        ("pim", "Pim van Dam"),
    ],
)
def test_authors_fit_blogs(author, blog):
    assert names_agree(author, blog) >= 0.7
    assert names_agree(author, "Relay Team") == 0.0


@pytest.mark.parametrize(
    ("author", "blog"), [(None, "Ann"), ("", "Ann"), ("(ann@example.org)", "Ann"), ("Ann", "")]
)
def test_no_name_fits_nothing(author, blog):
    assert names_agree(author, blog) == 0.0


def test_single_words_vanished(tmp_path):
    """Names of one word are gone from the page; the post below one is not given to the blog above."""
    parts = ["May 05, 2014\n\n"]
    for number in range(12):
        name = "Ann Other\n\n" if number % 2 else ""
        author = "Ann Other" if number % 2 else "Joe Writer"
        parts.append(
            f"{name}A title with number {number}\n\n{PROSE}\n\n{PROSE} Twice.\n\n"
            f"by {author} at May 05, 2014 {11 - number // 2:02}:{59 - number * 2:02} PM\n\n"
        )
    found = text_dumps.read(planet_text, tmp_path / "page.txt", "".join(parts))
    assert [e.title for e in found] == [f"A title with number {n}" for n in range(12)]
    assert [e.channel.name if e.channel else None for e in found] == [None, "Ann Other"] * 6


def page(count: int) -> str:
    """Make a planet's page of some posts."""
    when, parts = datetime(2015, 6, 1, 20), []
    for number in range(count):
        before, when = when, when - timedelta(hours=5)
        if not number or before.date() != when.date():
            parts.append(f"{when:%B %d, %Y}\n\n")
        parts.append(f"Blog Of Ours {number % 9}\n\nNote {number} on relays and queues\n\n")
        parts.append(f"{PROSE}\n\nA heading\n\n{PROSE}\n\n  • one\n  • two\n\n" * 4)
        parts.append(f"by Ann Other at {when:%B %d, %Y %I:%M %p}\n\n")
    return "".join(parts)


def test_cost_per_post_is_constant(tmp_path):
    cost = {}
    for count in (200, 2_000):
        path = tmp_path / f"{count}.txt"
        path.write_text(page(count), encoding="utf-8")
        start = time.process_time()
        assert len(list(planet_text.read(text_dumps.SOURCE, path))) == count
        cost[count] = (time.process_time() - start) / count
    assert cost[2_000] < 3 * cost[200]


def test_wrapped_paragraphs_are_one(tmp_path):
    """A page whose lines were wrapped is read like one whose paragraphs are lines."""
    text = "".join(
        f"Ann Other\n\nA note with number {n}\n\n{PROSE} {PROSE} Nobody asked for {n} of them, and yet there "
        f"they were.\n\nA heading\n\n{PROSE} {PROSE}\n\nby Ann Other at May {20 - n:02}, 2014 02:30 PM\n\n"
        for n in range(9)
    )
    wrapped = "\n".join(textwrap.fill(line, 70) for line in text.split("\n"))
    whole = text_dumps.read(planet_text, tmp_path / "whole.txt", text)
    found = text_dumps.read(planet_text, tmp_path / "wrapped.txt", wrapped)
    lines = wrapped.split("\n")
    assert [(e.title, e.bylines, e.dated) for e in found] == [(e.title, e.bylines, e.dated) for e in whole]
    assert [" ".join(e.body.split()) for e in found] == [" ".join(e.body.split()) for e in whole]
    assert all(lines[e.origin.last_line - 1] == e.body.split("\n")[-1] for e in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff\n \n",
        "one line",
        "May 05, 2014",
        "by Ann at May 05, 2014 02:30 PM",
        "May 05, 2014\n\nby Ann at May 05, 2014 02:30 PM\n\nby Ann at May 05, 2014 02:29 PM\n",
        "May 05, 2014 02:30 PM\n" * 3_000,
        f"A title\n\n{PROSE}\n\n" + (PROSE + "\n\n") * 20_000,
        ("(" * 400 + "http://a.example/" + "x" * 80 + "\n") * 2_000,
        "\x00\x01\ufffd" * 1_000,
        "a " * 1_000_000,
    ],
    ids=range(11),
)
def test_nothing_breaks_it(tmp_path, text):
    start = time.process_time()
    entries = text_dumps.read(planet_text, tmp_path / "page.txt", text)
    planet_text.sniff(tmp_path / "page.txt", text.encode()[:65536])
    assert time.process_time() - start < 10
    assert all(entry.origin.first_line <= entry.origin.last_line for entry in entries)


def test_missing_file(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        list(planet_text.read(text_dumps.SOURCE, tmp_path / "none.txt"))


def test_other_encodings(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes((text_dumps.HERE / "planet_text/german_24h.txt").read_text("utf-8").encode("cp1252"))
    assert [e.title for e in planet_text.read(text_dumps.SOURCE, path)][1] == "Aufnahmen vom März"


def test_windows_line_ends(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes((text_dumps.HERE / "planet_text/classic.txt").read_bytes().replace(b"\n", b"\r\n"))
    found = list(planet_text.read(text_dumps.SOURCE, path))
    assert len(found) == 4
    assert not any("\r" in entry.body for entry in found)


@pytest.mark.shared
@pytest.mark.parametrize("number", ["000", "003"])
def test_reference_pages(shared, number):
    """Every post of the reference pages, its lines, title, date and permalink."""
    dump = next((shared / "seeds").glob(f"{number}_*.txt"))
    gold = [json.loads(line) for line in (shared / f"gold/{number}/posts.jsonl").open(encoding="utf-8")]
    found = list(planet_text.read(text_dumps.SOURCE, dump))
    assert len(found) == len(gold)
    assert [e.title for e in found] == [post["title"] for post in gold]
    assert [e.channel.name for e in found if e.channel] == [post["source"] for post in gold]
    for entry, post in zip(found, gold, strict=True):
        assert entry.origin.first_line == post["body_start"]
        assert post["url"] in (None, entry.url)
        assert entry.dated is not None
        assert entry.dated.value.startswith((post["date"] or entry.dated.value).rstrip("Z"))
