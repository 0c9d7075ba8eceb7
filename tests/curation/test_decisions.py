"""Decisions: read with errors that help, applied over everything, written without touching the rest."""

import json
import stat
import tomllib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from anthology.curation import Decisions, apply, decide, entomb, revised, warnings_about
from anthology.curation.editing import without
from anthology.curation.edits import adopt, apply_edits, digest, load_edits
from anthology.errors import ConfigError
from anthology.knowledge.catalogue import build_catalogue
from anthology.model import Author, Person, SeriesPart, Tombstone
from anthology.vocabulary import Cycle, Project, Topic, Vocabulary
from tests.knowledge.made import post

HERE = Path(__file__).parent
ERRORS = read_fixture_file(HERE / "errors.md")
EDITS = read_fixture_file(HERE / "edits.md")
REMOVALS = read_fixture_file(HERE / "removals.md")
VOCABULARY = Vocabulary(
    cycles={
        "grizzly": Cycle("grizzly", "Grizzly", released="2013-04-04", opened="2012-09-28"),
        "havana": Cycle("havana", "Havana", released="2013-10-17", opened="2013-04-05"),
    },
    topics={"doors": Topic("doors", "Doors"), "windows": Topic("windows", "Windows")},
    projects={"shed": Project("shed", "Shed")},
)
PEOPLE = {
    "ann-other": Person("ann-other", "Ann Other", aliases=("annie",)),
    "ann-other-2": Person("ann-other-2", "Ann Other"),
}


def applied(toml, *posts):
    done, people = apply(
        posts or [post("a-1", title="Old", date="2012-12-01")], PEOPLE, Decisions.parse(toml), VOCABULARY
    )
    return done[0], people


@pytest.mark.parametrize(("line", "title", "text", "expected"), ERRORS, ids=[case[1] for case in ERRORS])
def test_what_is_wrong_is_named_with_its_line(line, title, text, expected):
    with pytest.raises(ConfigError) as caught:
        Decisions.parse(text)
    assert str(caught.value) == expected.rstrip("\n")


@pytest.mark.parametrize(("line", "title", "text", "expected"), REMOVALS, ids=[case[1] for case in REMOVALS])
def test_nothing_that_was_noted_on_a_post_stays(line, title, text, expected):
    assert without(text, "a-2") == expected


def test_a_tombstone_takes_the_place_of_what_was_decided(tmp_path):
    path = tmp_path / "decisions.toml"
    path.write_bytes(b'# Ours.\r\n\r\n# A title\r\n[posts.a-1]  # A title\r\ntitle = "A title"\r\n')
    stone = Tombstone("a-1", "asked for", ("name 0123456789abcdef", "text 0001 0002 0003"))
    entomb(path, [stone])
    assert Decisions.load(path).tombstones == (stone,)
    assert b"title" not in path.read_bytes()
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


def test_no_file_is_no_decision(tmp_path):
    assert Decisions.load(tmp_path / "decisions.toml") == Decisions()


def test_what_is_no_toml_or_no_text_says_where(tmp_path):
    path = tmp_path / "decisions.toml"
    path.write_text("[posts.a\n")
    with pytest.raises(ConfigError, match=r"decisions\.toml:1: is not TOML: .*line 1"):
        Decisions.load(path)
    path.write_bytes(b'[posts.a]\ntitle = "\xe9"\n')
    with pytest.raises(ConfigError, match=r"decisions\.toml:2: is not UTF-8 text"):
        Decisions.load(path)


def test_boundaries_know_files_by_name():
    toml = '[[split]]\nfile = "archive/a.txt"\nline = 3\nreason = "x"\n[[join]]\nfile = "a.txt"\nline = 9\n'
    boundaries = Decisions.parse(toml).boundaries
    assert (boundaries.split, boundaries.join) == (frozenset({("a.txt", 3)}), frozenset({("a.txt", 9)}))


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ('title = "New"', "title", "New"),
        ('cycle = "havana"', "cycle", "havana"),
        ("cycle = false", "cycle", None),
        ('releases = ["havana"]', "releases", ("havana",)),
        ('topics = ["windows", "doors", "windows"]', "topics", ("windows", "doors")),
        ('topics = "doors"', "topics", ("doors",)),
        ("projects = []", "projects", ()),
        ('series = "Doors"', "series", SeriesPart("", "Doors")),
        ('series = { name = "Doors", part = 2 }', "series", SeriesPart("", "Doors", 2)),
        ('series = ""', "series", SeriesPart("", "")),
        ("duplicate_of = false", "duplicate_of", ""),
        ('duplicate_of = "a-2"', "duplicate_of", "a-2"),
        ('license = "CC0-1.0"', "license", "CC0-1.0"),
        ('status = "reject"', "status", "rejected"),
        ('status = "rejected"', "status", "rejected"),
        ('status = "accept"', "status", "accepted"),
        ('status = "accepted"', "status", "accepted"),
        ('authors = ["Ánn  Other"]', "authors", (Author("ann-other", "Ann Other"),)),
        ('authors = ["annie"]', "authors", (Author("ann-other", "Ann Other"),)),
        ('authors = ["ann-other-2"]', "authors", (Author("ann-other-2", "Ann Other"),)),
    ],
)
def test_each_word_holds(line, field, expected):
    decided, _ = applied(f"[posts.a-1]\n{line}\n")
    assert getattr(decided, field) == expected
    assert decided.evidence
    assert all("decided in decisions.toml:1" in e.because for e in decided.evidence)


@pytest.mark.parametrize(
    ("value", "date", "cycle"),
    [
        ("2013-05-21", "2013-05-21", "havana"),
        ('"2013-05"', "2013-05", "havana"),
        ("2013-04-05T01:30:00+02:00", "2013-04-04T23:30:00Z", "grizzly"),
        ('"2013-04-05T00:30Z"', "2013-04-05T00:30:00Z", "havana"),
    ],
)
def test_a_corrected_date_moves_the_post_to_its_cycle(value, date, cycle):
    decided, _ = applied(f"[posts.a-1]\ndate = {value}\n")
    assert (decided.dated.value, decided.dated.origin, decided.cycle) == (date, "decision", cycle)


def test_a_decided_cycle_holds_against_a_decided_date():
    assert applied('[posts.a-1]\ndate = 2013-05-21\ncycle = "grizzly"\n')[0].cycle == "grizzly"


def test_a_new_author_becomes_a_person_of_his_own():
    decided, people = applied('[posts.a-1]\nauthors = ["Ben Brown", "Ann Other"]\n')
    assert [a.id for a in decided.authors] == ["ben-brown", "ann-other"]
    assert people["ben-brown"] == Person("ben-brown", "Ben Brown")
    assert "ben-brown" not in PEOPLE


def test_namesakes_in_letters_get_ids_of_their_own():
    decided, people = applied('[posts.a-1]\nauthors = ["Ann, Other", "Ann-Other!", "???"]\n')
    assert [a.id for a in decided.authors] == ["ann-other-3", "ann-other-4", "author"]
    assert people["ann-other-3"] == Person("ann-other-3", "Ann, Other")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('topics = ["door"]', "decisions.toml:1: no topic has the id “door”\n  Did you mean 'doors'?"),
        ('cycle = "hawana"', "decisions.toml:1: no cycle has the id “hawana”\n  Did you mean 'havana'?"),
        ('projects = ["shedd"]', "decisions.toml:1: no project has the id “shedd”\n  Did you mean 'shed'?"),
    ],
)
def test_words_that_are_in_no_vocabulary(line, message):
    with pytest.raises(ConfigError) as caught:
        applied(f"[posts.a-1]\n{line}\n")
    assert str(caught.value) == message


def test_a_post_keeps_the_title_of_its_source_as_a_name():
    decisions = Decisions.parse('[posts.a-1]\ntitle = "New"\n[posts.a-2]\ntitle = "Same"\n')
    done, _ = apply([post("a-1", title="Old"), post("a-2", title="Same")], {}, decisions, VOCABULARY)
    assert [(one.title, one.source_title) for one in done] == [("New", "Old"), ("Same", None)]


def test_posts_without_a_decision_are_the_same_objects():
    posts = [post("a-1"), post("a-2")]
    done, _ = apply(posts, {}, Decisions.parse('[posts.a-2]\nreason = "only a note"\n'), VOCABULARY)
    assert all(one is other for one, other in zip(done, posts, strict=True))


def test_decisions_about_nothing_and_about_something_else_are_shown():
    toml = """
[posts.planet-0a]
title = "New"

[posts."wrong  Again"]
date = 2013-01-01

[posts.gone-1]
status = "rejected"

[posts.a-1]
title = "Right"
duplicate_of = "b-1"
was = { title = "Wrong", topics = "doors" }
"""
    posts = [post("a-1", title="Wrong again", topics=["doors"]), post("planet-00a")]
    assert warnings_about(posts, Decisions.parse(toml)) == (
        "decisions.toml:2: no post planet-0a; did you mean “planet-00a”? [anthology.decision_unknown_post]",
        "decisions.toml:5: no post wrong  Again; this is a title: write [posts.a-1] "
        "[anthology.decision_unknown_post]",
        "decisions.toml:11: duplicate_of names no post: b-1; remove the line "
        "[anthology.decision_unknown_post]",
        "decisions.toml:11: title of a-1 was “Wrong” when this was decided, its source now says "
        "“Wrong again” [anthology.decision_conflict]",
    )


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("title", "Doors"),
        ("authors", "Ann Other, Ben Brown"),
        ("date", "2013-05-21"),
        ("cycle", "havana"),
        ("releases", "grizzly, havana"),
        ("topics", "doors, windows"),
        ("projects", "shed"),
        ("series", "Hinges"),
        ("license", "CC0-1.0"),
    ],
)
def test_what_a_source_said_of_each_word_is_compared(key, said):
    """The same words as when it was decided are no news; others are, and so is that it says nothing now."""
    lists = {"releases": ["grizzly", "havana"], "topics": ["doors", "windows"], "projects": ["shed"]}
    full = post(
        "a-1",
        title="Doors",
        by=["Ann Other", "Ben Brown"],
        date="2013-05-21",
        cycle="havana",
        series="Hinges",
        license="CC0-1.0",
        **lists,
    )
    decisions = Decisions.parse(f'[posts.a-1]\nreason = "x"\nwas = {{ {key} = "{said}" }}\n')
    assert warnings_about([full], decisions) == ()
    assert warnings_about([post("a-1")], decisions) == (
        f"decisions.toml:1: {key} of a-1 was “{said}” when this was decided, its source now says “” "
        "[anthology.decision_conflict]",
    )


def test_a_rejected_post_and_an_undone_merge_stay_so_in_the_catalogue():
    posts = [post("a-1", text="{x 90}"), post("a-2", text="{x 90}"), post("a-3", text="{y 90}")]
    toml = '[posts.a-2]\nduplicate_of = false\n[posts.a-3]\nstatus = "rejected"\n'
    done, people = apply(posts, {}, Decisions.parse(toml), VOCABULARY)
    catalogue = build_catalogue(done, people, VOCABULARY)
    assert {p.id for p in catalogue.shown()} == {"a-1", "a-2"}
    assert [p.duplicate_of for p in catalogue.posts] == [None, None, None]


@pytest.mark.parametrize(("line", "title", "given", "expected"), EDITS, ids=[case[1] for case in EDITS])
def test_edits_touch_nothing_else(line, title, given, expected):
    order, _, text = given.partition("---\n")
    order = json.loads(order)
    after = revised(text, order["post"], order["changes"], title=order.get("title"))
    assert after == expected
    assert revised(after, order["post"], order["changes"]) == after
    Decisions.parse(after)


@given(
    st.dictionaries(
        st.sampled_from(["title", "reason", "license"]),
        st.text(st.characters(exclude_categories=["Cs"])),
        min_size=1,
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_whatever_is_written_is_read_again(changes, title):
    before = '[posts.x-1]\ntitle = "stays"\n'
    after = tomllib.loads(revised(before, "a-1", changes, title=title))
    assert after == {"posts": {"x-1": {"title": "stays"}, "a-1": changes}}


def test_decide_writes_at_once_and_only_what_has_a_meaning(tmp_path):
    path = tmp_path / "conf" / "decisions.toml"
    decide(path, "a-1", {"status": "rejected", "reason": "spam"}, title="Buy now")
    assert path.read_text() == '[posts.a-1]  # Buy now\nstatus = "rejected"\nreason = "spam"\n'
    path.chmod(0o640)
    before = path.stat().st_mtime_ns
    decide(path, "a-1", {"status": "rejected"})
    assert path.stat().st_mtime_ns == before
    with pytest.raises(ConfigError, match="status must be"):
        decide(path, "a-1", {"status": "perhaps"})
    assert Decisions.load(path).posts["a-1"].status == "rejected"
    decide(path, "a-1", {"status": "accepted"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in path.parent.iterdir()] == ["decisions.toml"]


def test_a_file_that_is_no_toml_is_not_written_over(tmp_path):
    path = tmp_path / "decisions.toml"
    for content, message in (
        (b"[posts.a\n", "decisions are not TOML"),
        (b"# \xe9\n", ":1: is not UTF-8 text"),
    ):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=message):
            decide(path, "a-1", {"title": "x"})
        with pytest.raises(ConfigError, match=message):
            entomb(path, [Tombstone("a-1", "asked for", ())])
        assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Only words.\n", "conf/edits/a-1.md: has no front matter with `was`"),
        (b"---\ntitle: x\n---\n\nWords.\n", "conf/edits/a-1.md: has no front matter with `was`"),
        (b"---\n- was\n---\n", "conf/edits/a-1.md: has no front matter with `was`"),
        (b"---\nwas: [\n---\n", "conf/edits/a-1.md: cannot be read"),
        (b"---\nwas: x\n---\n\xe9\n", "conf/edits/a-1.md: cannot be read"),
    ],
)
def test_an_edit_that_cannot_be_read_says_where(tmp_path, content, message):
    folder = tmp_path / "edits"
    folder.mkdir()
    (folder / "a-1.md").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_edits(folder)
    assert str(caught.value).startswith(message)


def test_an_edit_is_shown_and_what_became_of_its_post_is_told(tmp_path):
    here, moved = post("a-1", text="As it came."), post("a-2", text="As it came later.")
    for one in (here, moved, post("a-3", text="Gone since.")):
        was = digest("As it came.") if one is moved else digest(one.body.myst)
        adopt(tmp_path / "edits", one, f"# Title\n\nEdited {one.id}.\n", was=was)
    edited, warnings = apply_edits([here, moved, post("a-4", text="Left.")], load_edits(tmp_path / "edits"))
    assert [one.body.myst for one in edited] == ["Edited a-1.", "Edited a-2.", "Left."]
    assert warnings == (
        "conf/edits/a-2.md: the source of a-2 has changed since its page was edited; compare and set "
        f"`was: {digest('As it came later.')}` [anthology.edit_conflict]",
        "conf/edits/a-3.md: there is no such post [anthology.edit_unknown_post]",
    )


def test_line_ends_stay_as_they_are(tmp_path):
    path = tmp_path / "decisions.toml"
    path.write_bytes(b'[posts.a-1]\r\ntitle = "x"\r\n')
    decide(path, "a-2", {"title": "y"})
    assert path.read_bytes() == b'[posts.a-1]\r\ntitle = "x"\r\n\r\n[posts.a-2]\r\ntitle = "y"\r\n'
    assert set(Decisions.load(path).posts) == {"a-1", "a-2"}


def test_one_decision_among_thousands_is_written_fast():
    text = "".join(f'[posts.a-{n:012x}]\nstatus = "rejected"\nreason = "x"\n\n' for n in range(5000))
    start = process_time()
    revised(text, "a-000000000007", {"status": "accepted"})
    Decisions.parse(text)
    assert process_time() - start < 1
