"""Who is mentioned by name in the posts of others."""

from anthology.knowledge.mentions import mentioned, name_runs
from anthology.model import Author, Person
from tests.knowledge.entries import cases
from tests.knowledge.made import post

PEOPLE = {
    person.id: person
    for person in (
        Person("ann-other", "Ann Other"),
        Person("loic-dachary", "Loïc Dachary", aliases=("loic",)),
        Person("bo-p-else", "Bo P. Else"),
        Person("john-smith", "John Smith"),
        Person("john-smith-2", "John Smith"),
        Person("red-hat", "Red Hat", "organisation"),
        Person("zara", "zara", "account"),
    )
}
THEIRS = post("theirs", authors=[Author(i, person.name) for i, person in PEOPLE.items()])


def found(*posts):
    runs = {one.id: name_runs(one.body.myst) for one in posts}
    return mentioned(posts, PEOPLE, runs)


@cases("mentions.toml")
def test_mentions(case):
    here = found(THEIRS, post("here", text=case["text"]))
    assert list(here.get("here", ())) == case["names"]


def test_nobody_is_mentioned_in_a_post_of_their_own():
    assert found(THEIRS, post("own", by=["Ann Other"], text="Ann Other was here.")) == {}


def test_who_wrote_nothing_has_no_page_to_lead_to():
    assert found(post("here", text="Ann Other was here.")) == {}


def test_a_declared_alias_counts_too():
    people = {"ann-other": Person("ann-other", "Ann Other", aliases=("Anna Andersdotter",))}
    posts = [post("theirs", by=["Ann Other"]), post("here", text="By Anna Andersdotter.")]
    runs = {one.id: name_runs(one.body.myst) for one in posts}
    assert mentioned(posts, people, runs) == {"here": ("ann-other",)}
