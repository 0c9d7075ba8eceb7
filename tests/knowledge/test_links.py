"""Links between posts: one address by many spellings, references inside bodies, titles that are quoted."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from anthology.conversion.myst import escape, fence, link
from anthology.knowledge.links import (
    addresses,
    internalise,
    links_between,
    normalised,
    permalink,
    quoted_titles,
)
from tests.knowledge.made import made_up, post

HERE = Path(__file__).parent
ADDRESSES = read_fixture_file(HERE / "addresses.md")
BODIES = read_fixture_file(HERE / "internalise.md")
TARGETS = {
    "https://x.example/a": "/posts/x/a.md",
    "http://x.example/b/": "/posts/x/b.md",
    "https://x.example/c?z=2&y=1": "/posts/x/c.md",
}


@pytest.mark.parametrize(("line", "title", "url", "expected"), ADDRESSES, ids=[case[1] for case in ADDRESSES])
def test_addresses(line, title, url, expected):
    assert str(normalised(url.strip())) == expected.strip()


@pytest.mark.parametrize(("line", "title", "body", "expected"), BODIES, ids=[case[1] for case in BODIES])
def test_links_become_internal(line, title, body, expected):
    assert internalise(body, TARGETS) == expected
    assert internalise(expected, TARGETS) == expected


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_around_a_link_stays_as_it_is(label, code):
    body = "\n\n".join(
        [
            escape(label),
            fence(f"{code}\n[a](https://x.example/a)"),
            f"x {link(escape(label) or 'x', 'https://x.example/a')}",
        ]
    )
    after = internalise(body, TARGETS)
    assert after == body or after == body[: body.rindex("(https://x.example/a)")] + "(/posts/x/a.md)"


@pytest.mark.parametrize("url", [None, "https://x.example/", "http://www.x.example", "mailto:a@x.example"])
def test_home_pages_are_no_permalinks(url):
    assert permalink(url) is None


def test_copies_addresses_lead_to_the_kept_post_and_contested_ones_nowhere():
    posts = [
        post("kept", url="https://a.example/new"),
        post("copy", url="https://planet.example/old", duplicate_of="kept"),
        post("one", url="https://a.example/both"),
        post("two", url="https://a.example/both/"),
        post("gone", url="https://a.example/gone", status="rejected"),
        post("guid", guid="http://a.example/?p=5"),
    ]
    assert addresses(posts) == {
        "a.example/new": "kept",
        "planet.example/old": "kept",
        "a.example?p=5": "guid",
    }


def test_links_between_posts_leave_out_a_post_itself_and_rejected_ones():
    posts = [
        post(
            "a",
            url="https://x.example/a",
            text="[self](https://x.example/a) [b](http://x.example/b?utm_source=f)",
        ),
        post(
            "b", url="https://x.example/b", text="[gone](https://x.example/gone) [home](https://x.example/)"
        ),
        post("gone", url="https://x.example/gone", status="rejected"),
    ]
    assert links_between(posts) == {"a": {"http://x.example/b?utm_source=f": "b"}}


QUOTED = "Who wrote the manual of the spare parts?"


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        (QUOTED, "This week: *who wrote the manual of the spare parts?* by Ann", True),
        (QUOTED, "Nobody asks who wrote the manual.", False),
        ("Volumes That Heal Themselves", "- Volumes That Heal Themselves, by Ann", True),
        ("Volumes That Heal Themselves", "We want volumes that heal themselves.", False),
        ("Healing Volumes", "Healing Volumes is what we do.", False),
        ("Don’t panic about the upgrade", "- [Don't panic about the upgrade](https://a.example/)", True),
    ],
)
def test_quoted_titles(title, text, found):
    posts = [
        post("quoted", title=title, date="2013-05-01"),
        post("news", title="News", date="2013-05-03", text=text),
    ]
    assert quoted_titles(posts) == ({"news": ("quoted",)} if found else {})


def test_a_post_does_not_quote_what_was_written_later_nor_a_title_that_two_posts_have():
    later = [post("quoted", title=QUOTED, date="2013-05-03"), post("news", date="2013-05-01", text=QUOTED)]
    assert quoted_titles(later) == {}
    shared = [post("a", title=QUOTED), post("b", title=QUOTED), post("news", text=QUOTED)]
    assert quoted_titles(shared) == {}


def test_quotations_cost_the_same_per_post_in_any_number():
    def cost(count):
        title = "The weekly news of the spare parts"
        posts = [
            post(f"p{n}", title=f"{title} {made_up(str(n), 3)}", text=f"{{t{n} 150}} {title}")
            for n in range(count)
        ]
        start = process_time()
        quoted_titles(posts)
        return (process_time() - start) / count

    cost(50)
    assert cost(2000) < max(cost(100), cost(100)) * 2


NEW, OLD = "https://new.example/2013/a", "http://old.example/?p=1"
COUNTED = "http://feedproxy.example/~r/blog/~3/x1/a"


@pytest.mark.parametrize(
    ("said", "moved"),
    [
        pytest.param(OLD, {OLD: f"{NEW}/?utm_source=feed"}, id="the link has moved to the post"),
        pytest.param(OLD, {OLD: COUNTED, COUNTED: NEW}, id="in two steps"),
        pytest.param("https://www.old.example/?p=1", {OLD: NEW}, id="however it is spelt"),
        pytest.param(COUNTED, {}, id="by the feed's own address"),
        pytest.param(
            "http://newer.example/a", {NEW: "http://newer.example/a"}, id="the post itself has moved"
        ),
    ],
)
def test_links_lead_where_redirects_do(said, moved):
    posts = [post("a", url=NEW, aliases=[COUNTED]), post("b", text=f"[x]({said})")]
    assert links_between(posts, moved) == {"b": {said: "a"}}


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param({OLD: "https://new.example/"}, id="to a home page"),
        pytest.param({OLD: "https://other.example/b", "https://other.example/b": OLD}, id="in a circle"),
        pytest.param({OLD: "not an address"}, id="to nowhere"),
    ],
)
def test_redirects_that_lead_to_no_post(moved):
    posts = [post("a", url=NEW), post("b", text=f"[x]({OLD})")]
    assert links_between(posts, moved) == {}
