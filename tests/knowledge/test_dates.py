"""When a post was written."""

from datetime import date

from anthology.knowledge.dates import date_in_url, dates_in_text
from anthology.knowledge.dating import date_posts
from anthology.knowledge.neighbours import Undated, date_page
from anthology.knowledge.releases import ReleaseNames
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
    dates, _ = date_posts(*pages(case["posts"]), NAMES, "2099-01-01")
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


@cases("dates/warnings.toml")
def test_warnings(case):
    _, warnings = date_posts(*pages(case["posts"]), NAMES, "2020-01-01")
    assert len(warnings) == len(case["warnings"])
    for warning, beginning in zip(warnings, case["warnings"], strict=True):
        assert warning.startswith(beginning)


def test_a_page_from_old_to_new_shows_it_by_its_dates():
    days = [date(2013, 1, 1), None, date(2013, 1, 20), date(2013, 3, 1)]
    found = date_page([Undated(day) for day in days], newest_first=True)
    assert found[1] is not None
    assert found[1].value == "2013-01"


def test_an_impossible_date_is_replaced_by_what_is_found_out():
    entries, bodies = pages(
        [{"title": "Old", "date": "1970-01-01T00:00:00Z", "url": "https://a.example/2014/02/03/x"}]
    )
    (dated,), _ = date_posts(entries, bodies, NAMES, "2020-01-01")
    assert dated is not None
    assert (dated.value, dated.origin) == ("2014-02-03", "url")
