"""The whole step from posts to catalogue."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from anthology.knowledge.catalogue import build_catalogue, in_reading_order
from anthology.model import Person
from anthology.vocabulary import Vocabulary
from tests.knowledge.made import post

ANN = "https://ann.example/volumes"


def posts():
    return [
        post("undated", title="A note"),
        post(
            "feed",
            title="Volumes that heal",
            url=ANN,
            date="2013-05-21",
            text="{heal 120}",
            projects=["shed"],
        ),
        post(
            "planet",
            title="Volumes that heal",
            url=f"{ANN}/?utm_source=p",
            date="2013-05-21",
            text="{heal 50} [...]",
        ),
        post(
            "later", title="More on healing", date="2013-06-01", text=f"As [I said]({ANN}#top). {{later 50}}"
        ),
        post(
            "news",
            title="Weekly news (June 1 – 7)",
            date="2013-06-07",
            text="Ann on Volumes that heal. {n 50}",
        ),
        post("gone", title="Spam", date="2013-06-02", text=f"[buy]({ANN}) {{spam 50}}", status="rejected"),
        post("taken", title="Taken down", url="https://ann.example/taken", status="rejected"),
        post("cites", title="Cites it", date="2013-06-03", text="[it](https://ann.example/taken) {cites 50}"),
    ]


def build(of):
    return build_catalogue(
        of, {"ann": Person("ann", "Ann")}, Vocabulary(), warnings=["earlier [anthology.x]"]
    )


def test_everything_is_tied():
    catalogue = build(posts())
    by_id = {p.id: p for p in catalogue.posts}
    assert [p.id for p in catalogue.shown()] == ["feed", "later", "cites", "news", "undated"]
    assert catalogue.also_at == {"feed": ("planet",)}
    assert by_id["later"].links_to == ("feed",)
    assert by_id["later"].body.myst.startswith(f"As [I said]({ANN}#top). ")
    assert catalogue.internal["later"] == {f"{ANN}#top": "posts/test/feed"}
    assert by_id["later"].body.links == (f"{ANN}#top",)
    assert catalogue.backlinks == {"feed": ("later",)}
    assert by_id["cites"].links_to == ()
    assert catalogue.series["weekly-news"].posts == ("news",)
    assert "feed" in catalogue.related["later"]
    assert "later" not in catalogue.related.get("feed", ()), "it stands there as citing"
    assert catalogue.warnings == ("earlier [anthology.x]",)
    assert set(catalogue.people) == {"ann"}


def test_links_to_a_copy_lead_to_the_kept_post():
    some = posts()
    some[3] = replace(some[3], body=post("x", text=f"[via the planet]({ANN}/?utm_source=p)").body)
    assert build(some).backlinks == {"feed": ("later",)}


def test_the_order_in_which_posts_come_makes_no_difference():
    expected = build(posts())
    for seed in range(5):
        shuffled = posts()
        random.Random(seed).shuffle(shuffled)
        assert build(shuffled) == expected


def test_a_catalogue_built_from_its_own_posts_says_the_same():
    # A second pass, such as a build after `adopt`, meets internal links and series that are there already.
    once = build(posts())
    again = build(list(once.posts))
    assert again.backlinks == once.backlinks
    assert [p.id for p in again.shown()] == [p.id for p in once.shown()]


def test_reading_order_is_by_date_then_id_with_undated_posts_last():
    some = [post("b", date="2013"), post("a", date="2013"), post("z"), post("c", date="2012-12-31")]
    assert [p.id for p in in_reading_order(some)] == ["c", "a", "b", "z"]


TEXTS = st.sampled_from(
    ["", "{a 30}", "{a 60}", "{a 60} {b 3}", "{b 60}", "{a 20} [...]", "[x](https://x.example/1)"]
)
TITLES = st.sampled_from(
    [None, "", "Part 1", "Doors, part 2", "Doors: part 3", "Weekly news (May 3)", "#1", "::"]
)
DATES = st.sampled_from([None, "2013", "2013-05", "2013-05-21", "2013-05-21T14:30:00Z", "0001-01-01"])
ADDRESSES = st.sampled_from(
    [None, "https://x.example/1", "http://x.example/1/", "https://x.example/2", "nonsense"]
)


@st.composite
def some_posts(draw):
    ids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8))
    words = st.sampled_from([None, "", *"abcdefghx"])
    return [
        post(
            id_,
            title=draw(TITLES),
            text=draw(TEXTS),
            date=draw(DATES),
            url=draw(ADDRESSES),
            guid=draw(ADDRESSES),
            duplicate_of=draw(words),
            status=draw(st.sampled_from(["new", "accepted", "rejected"])),
            blog=draw(st.sampled_from(["A", "B", ""])),
        )
        for id_ in ids
    ]


@given(some_posts())
@settings(max_examples=200, deadline=None)
def test_whatever_the_posts_the_ties_hold_together(made):
    catalogue = build(made)
    by_id = {p.id: p for p in catalogue.posts}
    shown = {p.id for p in catalogue.shown()}
    assert set(by_id) == {p.id for p in made}
    for p in catalogue.posts:
        assert p.duplicate_of is None or by_id[p.duplicate_of].duplicate_of is None
        assert p.duplicate_of is None or p.docname == by_id[p.duplicate_of].docname
        assert p.duplicate_of != ""
        assert p.series is None or p.series.id in catalogue.series
        assert set(p.links_to) <= shown - {p.id}
    ties = [*catalogue.backlinks.items(), *catalogue.related.items()]
    assert all(id_ in shown and set(others) <= shown - {id_} for id_, others in ties)
    assert {id_ for one in catalogue.series.values() for id_ in one.posts} <= shown
    copies = {id_ for others in catalogue.also_at.values() for id_ in others}
    assert copies == {p.id for p in catalogue.posts if p.duplicate_of}
    assert build(made[::-1]) == catalogue
