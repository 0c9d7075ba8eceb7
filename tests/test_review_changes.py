"""The report of what changed between two builds."""

from dataclasses import replace

from anthology.export import record
from anthology.model import SeriesPart
from anthology.review import as_markdown, changes
from tests.knowledge.made import post


def records(*posts):
    return [record(one) for one in posts]


def test_nothing_changed():
    same = records(post("a"), post("b"))
    assert changes(same, same) == []
    assert as_markdown([]) == ""


def test_what_came_went_moved_and_changed():
    before = [post("came-back", status="rejected"), post("gone", title="Gone"), post("copy", title="Copy")]
    before += [
        post("out", title="Out"),
        post("moved"),
        post("label", topics=["doors"]),
        post("text", text="One."),
    ]
    after = [post("came-back", title="Back"), post("new", title="New"), post("copy", duplicate_of="new")]
    after += [
        post("out", status="rejected"),
        replace(post("moved"), docname="posts/test/there"),
        replace(post("label", topics=["windows", "doors"], date="2013"), series=SeriesPart("s", "Series", 2)),
        post("text", text="Two.", title="Text"),
    ]
    expected = """\
## Posts added (2)

- `came-back` Back
- `new` New

## Posts gone (3)

- `copy` Copy: a copy of new
- `gone` Gone: no source has it any more
- `out` Out: rejected

## Posts moved (1)

- `moved` posts/test/moved -> posts/test/there

## Posts whose labels changed (2)

- `label` date: none -> 2013; topics: doors -> windows, doors; series: none -> Series 2
- `text` title: none -> Text

## Posts whose text changed (1)

- `text` Text
"""
    assert as_markdown(changes(records(*before), records(*after))) == expected


def test_without_bodies_the_text_is_not_compared():
    before, after = post("a", text="One."), post("a", text="Two.")
    assert changes([record(before, body=False)], [record(after)]) == []
