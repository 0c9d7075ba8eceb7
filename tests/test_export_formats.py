"""Other forms of the catalogue: well-formed, complete, harmless."""

import csv
import json
from xml.etree.ElementTree import fromstring

import feedparser
import pytest

from anthology.errors import ConfigError
from anthology.export import FORMATS, lines
from anthology.model import Catalogue, Channel
from tests.knowledge.made import post

HOSTILE = post(
    "a-1",
    title='=cmd("{rm}") & <b>50%</b> \\x_\x0b~^#$',
    by=["Ann Other", "Ben {Brown}"],
    date="2013-05",
    url="https://ann.example/a%20b?x=1&y={2}",
    topics=["doors"],
    channel=Channel("Ann & Ben", "https://ann.example/", "https://ann.example/feed?a=1&b=2"),
)
CATALOGUE = Catalogue(
    (
        HOSTILE,
        post("a-2", date="2013-05-21T14:30:00Z", title="Later"),
        post("gone", status="rejected", title="Gone"),
        post("copy", duplicate_of="a-1", title="Copy"),
        post("undated", title="Undated"),
    )
)


def text(form):
    return "\n".join(lines(CATALOGUE, form, "The <Shed> Book"))


def test_json_lines_hold_every_post():
    assert [json.loads(line)["id"] for line in lines(CATALOGUE)] == ["a-1", "a-2", "gone", "copy", "undated"]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "jsonl"])
def test_what_is_not_shown_is_in_no_other_form(form):
    assert "Gone" not in text(form)
    assert "Copy" not in text(form)


def test_a_table_has_one_line_a_post_and_no_formula():
    heading, first, *rest = csv.reader(text("csv").split("\n"))
    row = dict(zip(heading, first, strict=True))
    assert row["title"].startswith("'=cmd")
    assert (row["authors"], row["date"], row["topics"]) == ("Ann Other; Ben {Brown}", "2013-05", "doors")
    assert len(rest) == 2


def test_bibtex_is_escaped():
    assert text("bibtex").split("\n\n")[0].split("\n") == [
        "@online{a-1,",
        r"  author = {{Ann Other} and {Ben \{Brown\}}},",
        r'  title = {{=cmd("\{rm\}") \& <b>50\%</b> \textbackslash{}x\_ \textasciitilde{}'
        r"\textasciicircum{}\#\$}},",
        r"  organization = {Ann \& Ben},",
        "  date = {2013-05},",
        r"  url = {https://ann.example/a\%20b?x=1&y=2},",
        "}",
    ]


def test_csl_json_is_as_precise_as_the_date():
    first, second, third = json.loads(text("csl-json"))
    assert first["issued"] == {"date-parts": [[2013, 5]]}
    assert second["issued"] == {"date-parts": [[2013, 5, 21]]}
    assert "issued" not in third
    assert first["author"] == [{"literal": "Ann Other"}, {"literal": "Ben {Brown}"}]
    assert {item["type"] for item in (first, second, third)} == {"post-weblog"}


def test_opml_lists_each_blog_once():
    root = fromstring(text("opml"))
    assert [dict(one.attrib) for one in root.iter("outline")] == [
        {"text": "A blog", "title": "A blog"},
        {
            "text": "Ann & Ben",
            "title": "Ann & Ben",
            "type": "rss",
            "xmlUrl": "https://ann.example/feed?a=1&b=2",
            "htmlUrl": "https://ann.example/",
        },
    ]


def test_atom_is_read_by_a_feed_reader_newest_first():
    feed = feedparser.parse(text("atom"))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.id for entry in feed.entries] == [f"urn:anthology:{id_}" for id_ in ("a-2", "a-1")]
    assert [entry.updated for entry in feed.entries][:2] == ["2013-05-21T14:30:00Z", "2013-05-01T00:00:00Z"]
    assert feed.entries[1].link == HOSTILE.url


def test_an_unknown_form_names_the_known_ones():
    with pytest.raises(ConfigError, match=r"(?s)“xlsx”.*jsonl, csv, bibtex, csl-json, opml, atom"):
        lines(CATALOGUE, "xlsx")


def test_a_feed_of_posts_without_a_date_has_no_entries():
    feed = feedparser.parse(
        "\n".join(lines(Catalogue((post("undated", title="Undated"),)), "atom", "A book"))
    )
    assert not feed.bozo
    assert feed.entries == []
