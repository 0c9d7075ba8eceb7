"""What `check` says beyond single posts: chapters, names, types that are left out."""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from markdown_it.utils import read_fixture_file

from anthology.errors import ConfigError
from anthology.knowledge.catalogue import build_catalogue
from anthology.model import DateDoubt, Person
from anthology.review import ambiguous_names, broken_references, check, without_suppressed
from anthology.review.kinds import KINDS
from anthology.sphinxext.records import Records
from anthology.vocabulary import Vocabulary
from tests.conftest import ROOT
from tests.knowledge.made import post

RECORDS = Records(
    {
        "posts": [],
        "people": {"ann-other": {"name": "Ann Other", "kind": "person", "url": None, "aliases": []}},
        "topics": [{"id": "storage", "name": "Storage"}],
        "projects": [{"id": "cinder", "name": "Cinder", "formerly": []}],
    }
)
PAGES = {"c/one.md", "c/two.md", "posts/planet/volumes.md"}


class Names:
    """The records of a book with one post."""

    posts = ("planet-1", "volumes that heal")

    def find(self, kind, target):
        return target.casefold() in self.posts or None if kind == "post" else RECORDS.find(kind, target)

    def suggest(self, kind, target):
        if kind == "post":
            return self.posts[1] if target.startswith("Volumes") else None
        return RECORDS.suggest(kind, target)


@pytest.mark.parametrize(
    ("line", "title", "text", "expected"), read_fixture_file(Path(__file__).with_name("review_chapters.md"))
)
def test_references_of_chapters(line, title, text, expected):
    groups = broken_references({"c/one.md": text}, Names(), PAGES)
    said = [one.text for group in groups for one in group.lines]
    assert said == expected.splitlines(), f"line {line}"


def people(*posts):
    named = {name for one in posts for name in one}
    made = [post(f"planet-{n}", by=by, title=f"Post {n}") for n, by in enumerate(posts)]
    ids = {author.name: author.id for one in made for author in one.authors}
    return build_catalogue(made, {ids[name]: Person(ids[name], name) for name in named}, Vocabulary())


def test_names_that_may_mean_several_people():
    catalogue = people(["Mark One"], ["Mark Two"], ["Mark"], ["Ann Other"], ["Ann Other"], ["Jo"])
    (group,) = ambiguous_names(catalogue)
    assert [line.text for line in group.lines] == ["Mark (1 post): perhaps Mark One, Mark Two"]
    assert ambiguous_names(people(["Ann Other"], ["Bo Example"])) == []


def test_namesakes_are_named_with_their_ids():
    catalogue = people(["Ann Other"])
    both = dict(catalogue.people) | {"ann-other-2": Person("ann-other-2", "Ann Other")}
    first = catalogue.posts[0]
    second = replace(first, id="planet-9", authors=(replace(first.authors[0], id="ann-other-2"),))
    (group,) = ambiguous_names(replace(catalogue, posts=(first, second), people=both))
    assert [line.text for line in group.lines] == ["Ann Other: ann-other (1 post), ann-other-2 (1 post)"]


def test_posts_that_no_cycle_covers():
    posts = [post("a-1", date="2013-01-01", cycle="grizzly"), post("a-2", date="1999-01-01"), post("a-3")]
    groups = {group.type: group for group in check(build_catalogue(posts, {}, Vocabulary()))}
    assert [line.post for line in groups["anthology.no_cycle"].lines] == ["a-2"]
    groups = check(build_catalogue(posts[1:], {}, Vocabulary()))
    assert "anthology.no_cycle" not in {group.type for group in groups}, "a book without cycles"


def test_types_can_be_left_out_by_name():
    groups = check(build_catalogue([post("a-1", title="T")], {}, Vocabulary()))
    types = {group.type for group in groups}
    assert {"anthology.undated", "anthology.no_license"} <= types
    left = without_suppressed(groups, ["no_license", "anthology.undated"])
    assert {group.type for group in left} == types - {"anthology.undated", "anthology.no_license"}
    with pytest.raises(ConfigError, match="no_licence") as caught:
        without_suppressed(groups, ["no_licence"])
    assert "Did you mean 'anthology.no_license'?" in str(caught.value)


def test_every_type_that_is_reported_is_known():
    """Whatever a stage or a report can say has a name in the list."""
    code = ""
    for folder in ("knowledge", "curation", "takedown", "review"):
        for path in sorted((ROOT / "anthology" / folder).rglob("*.py")):
            code += path.read_text("utf-8")
    status = re.search(
        r"def status\(.*?\n\n\ndef ", (ROOT / "anthology/review/reporting.py").read_text(), re.S
    )
    used = set(re.findall(r"\[(anthology\.[a-z_]+)\]", code))
    used |= {f"anthology.{name}" for name in re.findall(r'_group\(\s*"([a-z_]+)"', code)}
    in_status = {f"anthology.{name}" for name in re.findall(r'_group\(\s*"([a-z_]+)"', status[0])}
    changes = {f"anthology.{name}" for name in ("added", "vanished", "moved", "relabelled", "rewritten")}
    used |= {f"anthology.date_{doubt}" for doubt in get_args(DateDoubt)}
    assert used - in_status - changes <= KINDS
