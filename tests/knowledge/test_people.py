"""Who wrote a post."""

import pytest

from anthology.errors import ConfigError
from anthology.knowledge.affiliations import affiliated, employer
from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.bylines import clean_bylines
from anthology.knowledge.channels import person_named_by
from anthology.knowledge.describe import describe
from anthology.knowledge.names import handle_fits
from anthology.knowledge.people import find_authors, person_id
from anthology.knowledge.people_file import PeopleFile
from anthology.vocabulary import Vocabulary
from tests.knowledge.entries import cases, pages


@cases("people/bylines.toml")
def test_bylines(case):
    names = clean_bylines(tuple(case["printed"]))
    assert [" | ".join(filter(None, (name.text, name.affiliation))) for name in names] == case["names"]


@cases("people/employers.toml")
def test_employers(case):
    (name,) = clean_bylines((case["printed"],))
    assert (name.text, employer(name)) == (case["name"], case["employer"])


@cases("people/affiliations.toml")
def test_affiliations_hold_as_of_the_post(case, tmp_path):
    file = tmp_path / "people.toml"
    file.write_text(case.get("people", ""), "utf-8")
    base = KnowledgeBase(Vocabulary(), PeopleFile.load(file))
    described = describe(*pages(case["posts"]), base)
    posts = affiliated(described.posts, described.people)
    assert [[author.affiliation or "" for author in post.authors] for post in posts] == case["affiliations"]
    for post in posts:
        said = {f"affiliation:{author.id}" for author in post.authors if author.affiliation}
        assert said == {one.label for one in post.evidence if one.label.startswith("affiliation:")}


@cases("people/names.toml")
def test_blogs_named_after_people(case):
    assert [name for name in case["person"] if not person_named_by(name)] == []
    assert [name for name in case["other"] if person_named_by(name)] == []


def test_a_blog_of_someones_is_named_without_its_s():
    for name in ("Ann Other's blog", "Ann Other’s Blog", "Ann Other’s Web Log"):
        assert person_named_by(name) == "Ann Other"


@cases("people/authors.toml")
def test_authors(case, tmp_path):
    file = tmp_path / "people.toml"
    file.write_text(case.get("people", ""), "utf-8")
    found = find_authors(*pages(case["posts"]), PeopleFile.load(file))
    assert [[author.name for author in those] for those in found.authors] == case["authors"]
    if "known" in case:
        people = [found.people[id_] for id_ in sorted(found.people)]
        shown = [
            f"{p.id}: {p.name}, {p.kind}" + (f", also {', '.join(p.aliases)}" if p.aliases else "")
            for p in people
        ]
        assert shown == case["known"]
    for those, reasons in zip(found.authors, found.evidence, strict=True):
        labels = {f"author:{author.id}" for author in those}
        labels |= {f"affiliation:{author.id}" for author in those if author.affiliation}
        assert labels == {reason.label for reason in reasons}


@pytest.mark.parametrize(
    ("handle", "name"),
    [
        ("jaypipes", "Jay Pipes"),
        ("mrunge", "Matthias Runge"),
        ("ed", "Ed Leafe"),
        ("bregman", "Arie Bregman"),
        ("geguileo", "Gorka Eguileor"),
        ("Rob H", "Rob Hirschfeld"),
    ],
)
def test_handles_made_of_names(handle, name):
    assert handle_fits(handle, name)


@pytest.mark.parametrize("handle", ["JavaCruft", "zebra77", "x", "admin"])
def test_handles_that_are_not(handle):
    assert not handle_fits(handle, "Ann Other")


def test_ids_are_ascii():
    assert person_id("Loïc Dachary") == "loic-dachary"
    assert person_id("…") == "unnamed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[people]]\nnmae = 'Ann'", ":2: unknown key people[1].nmae"),
        ("# who\n[[people]]\nid = 'ann'", ":2: people[1] lacks name"),
        ("[[people]]\nname = 'Ann'\nkind = 'robot'", ":3: people[1].kind = 'robot' is unknown"),
        ("[[people]]\nname = 'Ann'\nid = 'A/B'", ":3: people[1].id = 'A/B' cannot stand in a page's address"),
        (
            "[[people]]\nname = 'Ann'\naffiliations = ['Red Hat']",
            ":3: people[1].affiliations must be a list of tables",
        ),
        (
            "[[people]]\nname = 'Ann'\naffiliations = [{ name = 'A', sinc = '2012' }]",
            ":3: unknown key people[1].affiliations[1].sinc",
        ),
        (
            "[[people]]\nname = 'Ann'\naffiliations = [{ name = 'A', since = '2012-13' }]",
            ":3: people[1].affiliations[1].since = '2012-13' is no date",
        ),
        ("apart = ['Ann']", ":1: apart must be a list of lists"),
        ("people = 3", ":1: people must be a list of tables"),
        ("apart = [[", "is not TOML"),
    ],
)
def test_errors_name_line_and_key(text, said, tmp_path):
    file = tmp_path / "people.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"people\.toml") as caught:
        PeopleFile.load(file)
    assert said in str(caught.value)
    assert caught.value.remedy
