"""The front page's picture of the time and the post it quotes."""

from __future__ import annotations

from lxml import etree

from anthology.sphinxext.front import featured_of
from anthology.sphinxext.records import EMPTY, Records
from anthology.sphinxext.timeline import describe, name_of, timeline_of
from anthology.sphinxext.timeline_svg import WIDEST, draw

CYCLES = [
    {"id": "a", "name": "A & <b>", "released": "2012-06", "opened": "2012-01-05", "version": None},
    {"id": "b", "name": "Bee", "released": None, "opened": "2012-06-10", "version": None},
    {"id": "c", "name": "No dates", "released": None, "opened": None, "version": None},
]


def record(n, date):
    return {
        "id": f"p-{n}",
        "docname": f"posts/p/{n}",
        "slug": str(n),
        "title": f"Post {n}",
        "date": date,
        "date_from": "feed",
        "date_confidence": 1.0,
        "authors": [{"id": "ann", "name": "Ann"}],
        "source": None,
        "url": None,
        "language": None,
        "cycle": None,
        "releases": [],
        "topics": [],
        "projects": [],
        "series": None,
        "license": None,
        "links_to": [],
    }


def records_of(*dates, **more):
    return Records({**EMPTY, "cycles": CYCLES, "posts": [record(n, d) for n, d in enumerate(dates)], **more})


def test_bars_are_months_quarters_or_years():
    months = timeline_of(records_of("2012-01-05", "2012-03", "2012-03-31T10:00:00Z", None))
    assert (months.step, months.counts) == (1, (1, 0, 2))
    quarters = timeline_of(records_of("2003-02-01", "2012-12-01"))
    assert (quarters.step, len(quarters.counts), sum(quarters.counts)) == (3, 40, 2)
    assert name_of(quarters, 0) == "January to March 2003"
    years = timeline_of(records_of("1980-02-01", "2012-12-01", "2012"))
    assert (years.step, years.counts[0], years.counts[-1]) == (12, 1, 2)


def test_a_book_of_one_month_has_no_picture():
    assert timeline_of(records_of("2012-01-05", "2012-01-09", None)) is None
    assert timeline_of(records_of(None)) is None


def test_bands_end_where_the_posts_do():
    bands = timeline_of(records_of("2012-02-05", "2012-08-01")).bands
    assert [(b.name, b.start % 12, b.end % 12) for b in bands] == [("A & <b>", 1, 5), ("Bee", 5, 8)]


def test_the_picture_speaks():
    timeline = timeline_of(records_of("2012-02-05", "2012-08-01", "2012-08-02"))
    picture = etree.fromstring(draw(timeline))
    assert picture.get("role") is None, "an image's links would not be there for who cannot see it"
    words = {e.get("id"): e.text for e in picture.iter("{*}title", "{*}desc") if e.get("id")}
    assert picture.get("aria-labelledby").split() == list(words)
    assert words["timeline-words"] == describe(timeline)
    assert "most of them, 2, from August 2012" in describe(timeline)
    bars = [e[0].text for e in picture.iter("{*}rect") if e.get("class") == "bar"]
    assert bars == ["February 2012: 1", "August 2012: 2"]
    assert "A & <b>" in [e.text for e in picture.iter("{*}text")]


def test_bars_of_a_small_book_are_no_blocks():
    picture = etree.fromstring(draw(timeline_of(records_of("2012-02-05", "2012-03-01"))))
    bars = [e for e in picture.iter("{*}rect") if e.get("class") == "bar"]
    assert [bar.get("width") for bar in bars] == [f"{WIDEST:g}%"] * 2


def test_the_picture_leads_to_cycles_and_years():
    timeline = timeline_of(records_of("2012-02-05", "2012-08-01"))
    picture = etree.fromstring(draw(timeline, lambda link: f"to/{link.text}"))
    links = [(a.get("href"), a[0].get("class")) for a in picture.iter("{*}a")]
    assert ("to/A & <b>", "band band-0") in links
    assert [href for href, shape in links if shape == "bar"] == ["to/2012", "to/2012"]
    assert {a.get("tabindex") for a in picture.iter("{*}a")} == {"-1"}


def test_a_phone_gets_as_many_names_as_it_has_room_for():
    cycles = [
        {"id": f"c{n}", "name": f"Cycle {n}", "opened": f"{2000 + n}-01-01", "released": f"{2001 + n}-01-01"}
        for n in range(30)
    ]
    made = {**EMPTY, "cycles": cycles, "posts": [record(1, "2000-04-01"), record(2, "2029-11-01")]}
    picture = etree.fromstring(draw(timeline_of(Records(made))))
    texts = [(e.text, e.get("class").split()) for e in picture.iter("{*}text")]
    for kind, on_screens, on_phones in (("band-name", 30, 15), ("year", 14, 7)):
        shown = [classes for _, classes in texts if kind in classes]
        assert len(shown) == on_screens
        assert sum("wide" not in classes for classes in shown) == on_phones
    assert picture.get("viewBox") is None, "letters stay as large as they are"


def test_the_year_that_a_picture_begins_in_is_named():
    picture = etree.fromstring(draw(timeline_of(records_of("2012-06-05", "2013-11-01"))))
    years = [e for e in picture.iter("{*}text") if "year" in e.get("class")]
    assert [(e.text, e.get("x")) for e in years] == [("2012", "0%"), ("2013", "38.89%")]


def test_years_stand_in_a_table(request):
    page = request.getfixturevalue("book").page("index")
    assert "The same as a table" in page
    assert '<th scope="row"><a href="years/2012.html">2012</a></th>' in page


def test_the_featured_post_stays(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = records_of(
        *[f"2012-01-{n:02}" for n in range(1, 20)], backlinks={"p-3": ["p-1", "p-2"], "p-4": ["p-1"]}
    )
    assert featured_of(made)[0] == "p-3"
    one, two = (records_of(*[f"2012-01-{n:02}" for n in range(1, 20)]) for _ in range(2))
    assert featured_of(one) == featured_of(two)
    days = set()
    for day in range(19):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day * 86_400))
        days.add(featured_of(one)[0])
    assert len(days) == 19
    assert featured_of(records_of(None)) is None
