"""When a post was written."""

from datetime import date

from hypothesis import given
from hypothesis.strategies import booleans, none, text

from anthology.knowledge.dates import date_in_url, dates_in_text
from anthology.knowledge.dating import date_posts
from anthology.knowledge.neighbours import Undated, date_page
from anthology.knowledge.releases import ReleaseNames
from anthology.review.reporting import DOUBTFUL
from anthology.vocabulary import Cycle, Vocabulary
from tests.knowledge.entries import cases, pages

NAMES = ReleaseNames.of(
    Vocabulary(cycles={"havana": Cycle("havana", "Havana", released="2013-10-17", opened="2013-04-05")})
)


@cases("dates/addresses.toml")
def test_addresses(case):
    found = date_in_url(case["url"])
    assert (f"{found[0]} {found[1]}" if found else "") == case["date"]


@cases("dates/texts.toml")
def test_texts(case):
    shown = [
        f"{found.year or '?'}-{found.month:02}" + (f"-{found.day:02}" if found.day else "")
        for found in dates_in_text(case["text"])
    ]
    assert shown == case["dates"]


@cases("dates/pages.toml")
def test_pages(case):
    dates = date_posts(*pages(case["posts"]), NAMES, "2099-01-01")
    found = [dated for dated, post in zip(dates, case["posts"], strict=True) if "date" not in post]
    for dated, expected in zip(found, case["dates"], strict=True):
        if expected == "none":
            assert dated is None
            continue
        value, origin, sure = expected.split()
        assert dated is not None
        assert (dated.value, dated.origin) == (value, origin)
        assert float(sure) <= dated.confidence < 1
        assert dated.because


@cases("dates/doubts.toml")
def test_doubts(case):
    dates = date_posts(*pages(case["posts"]), NAMES, "2020-01-01")
    found = [f"{dated.value} {dated.doubt}" if dated else "none" for dated in dates]
    assert found == case["dates"]


@cases("dates/numbers.toml")
def test_dates_of_numbers(case):
    dates = date_posts(*pages(case["posts"]), NAMES, case.get("today", "2020-01-01"))
    found = [f"{dated.value[:10]} {dated.doubt or 'sure'}" if dated else "none" for dated in dates]
    assert found == case["dates"]
    for dated in dates:
        assert dated is None or (dated.confidence < DOUBTFUL) == (dated.doubt == "ambiguous")


def test_a_page_from_old_to_new_shows_it_by_its_dates():
    days = [date(2013, 1, 1), None, date(2013, 1, 20), date(2013, 3, 1)]
    found = date_page([Undated(day) for day in days], newest_first=True)
    assert found[1] is not None
    assert found[1].value == "2013-01"


def test_an_impossible_date_is_replaced_by_what_is_found_out():
    entries, bodies = pages(
        [{"title": "Old", "date": "1970-01-01T00:00:00Z", "url": "https://a.example/2014/02/03/x"}]
    )
    (dated,) = date_posts(entries, bodies, NAMES, "2020-01-01")
    assert dated is not None
    assert (dated.value, dated.origin, dated.doubt) == ("2014-02-03", "url", "impossible")
    assert "1970-01-01" in dated.because


@given(text(alphabet="0123456789./- a", max_size=40), none() | booleans())
def test_whatever_numbers_a_text_has_each_date_found_is_one(text, day_first):
    for found in dates_in_text(text, day_first):
        assert found.text in text
        assert found.other is None or (day_first is None and found.other.day == found.month)
