"""Entries made into posts, all labels together."""

from pathlib import Path
from time import process_time

import pytest

from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.describe import describe
from anthology.knowledge.identity import SLUG_LENGTH, identities, post_id, slugify_title
from anthology.model import Dated
from anthology.vocabulary import load_vocabulary
from tests.knowledge.entries import entry, pages

NOWHERE = Path("/nowhere")


@pytest.fixture(scope="module")
def openstack():
    return KnowledgeBase.load(load_vocabulary("openstack", NOWHERE), NOWHERE)


def test_a_post_with_everything(openstack):
    entries, bodies = pages(
        [
            {
                "title": "Routers in Quantum, as of Grizzly",
                "text": "The l3 agent of Quantum in OpenStack Grizzly makes a namespace of each router.",
                "by": ["aother"],
                "blog": "Ann Other",
                "blog_url": "https://ann.example",
                "date": "2013-05-02T08:00:00Z",
                "url": "https://ann.example/2013/05/routers",
                "tags": ["openstack"],
            }
        ]
    )
    described = describe(entries, bodies, openstack)
    (post,) = described.posts
    assert post.id.startswith("test-")
    assert len(post.id) == len("test-") + 12
    assert (post.slug, post.docname) == (
        "routers-in-quantum-as-of-grizzly",
        "posts/test/routers-in-quantum-as-of-grizzly",
    )
    assert [(a.id, a.name) for a in post.authors] == [("ann-other", "Ann Other")]
    assert described.people["ann-other"].url == "https://ann.example"
    assert (post.cycle, post.releases, post.projects) == ("havana", ("grizzly",), ("neutron",))
    assert post.topics[0] == "networking"
    assert post.status == "new"
    assert post.body is bodies[0]
    labels = {reason.label for reason in post.evidence}
    assert {"date", "author:ann-other", "topic:networking", "project:neutron", "release:grizzly"} <= labels
    assert post.dated is not None and post.dated.doubt is None


def test_the_source_stands_in_for_a_channel(openstack):
    described = describe(*pages([{"title": "A post", "source_name": "The Daily"}]), openstack)
    assert described.posts[0].channel.name == "The Daily"


def test_same_input_same_output(openstack):
    tables = [{"title": f"Post {n}", "by": ["Ann Other"], "blog": f"Blog {n % 3}"} for n in range(9)]
    assert describe(*pages(tables), openstack) == describe(*pages(tables), openstack)


def test_no_posts(openstack):
    assert describe([], [], openstack).posts == ()


def test_ids_depend_on_nothing_but_source_and_key():
    assert post_id("planet", "guid-1") == "planet-c1ce8282f097"
    assert post_id("planet", "guid-1") != post_id("planet", "guid-1", 1)


def test_a_key_that_comes_twice_makes_two_ids():
    twice = [entry(0, title="A", key="k"), entry(0, title="A", key="k")]
    one, other = identities(twice, [None, None])
    assert one.id != other.id
    assert one.docname != other.docname


def test_a_new_post_of_the_same_title_does_not_move_the_old_one():
    old = entry(0, title="News", date="2013-01-01", key="old")
    new = entry(1, title="News", date="2013-02-01", key="new")
    (alone,) = identities([old], [old.dated])
    both = identities([new, old], [new.dated, old.dated])
    assert both[1] == alone
    assert both[0].slug.startswith("news-")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("It’s May", "its-may"),
        ("Café, naïve", "cafe-naive"),
        ("CON", "con-post"),
        ("index", "index-post"),
        ("../../etc/passwd", "etc-passwd"),
        ("", ""),
        (None, ""),
        ("…", ""),
    ],
)
def test_slugs(title, slug):
    assert slugify_title(title) == slug


def test_long_titles_are_cut_between_words():
    slug = slugify_title("word " * 40)
    assert len(slug) <= SLUG_LENGTH
    assert slug.endswith("word")


def test_untitled_posts_have_a_slug_of_their_own():
    some = identities([entry(0, key="a"), entry(1, key="b", text="<p>x</p>")], [None, Dated("2013", "text")])
    assert all(one.slug.startswith("post-") for one in some)
    assert some[0].slug != some[1].slug


def test_cost_is_linear(openstack):
    text = "Neutron and Nova run on many hosts with libvirt and Open vSwitch. " * 20

    def seconds(count):
        tables = [
            {
                "title": f"Post {n}",
                "text": text,
                "by": [f"user{n % 97}"],
                "blog": f"Blog {n % 89}",
                "date": None if n % 10 == 0 else f"2013-{n % 12 + 1:02}-01T00:00:00Z",
            }
            for n in range(count)
        ]
        given = pages(tables)
        best = min(_timed(given, openstack) for _ in range(4))
        return best / count

    assert seconds(800) < 2 * seconds(100)


def _timed(given, base):
    start = process_time()
    describe(*given, base)
    return process_time() - start
