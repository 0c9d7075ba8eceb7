"""The editor's questions: which post, why, what is to be done."""

import pytest

from anthology.export import record
from anthology.knowledge.catalogue import build_catalogue
from anthology.model import Author, Catalogue, Dated, Doubt, Evidence, Loss, Origin, Person
from anthology.review import UnknownPost, changes, check, explain, find_post, status
from anthology.vocabulary import Vocabulary
from tests.knowledge.made import post

POSTS = [
    post(
        "planet-0123456789ab",
        slug="volumes-that-heal",
        docname="posts/planet/volumes-that-heal",
        title="Volumes that heal",
        by=["Ann Other"],
        date="2013-05-21",
        url="https://ann.example/volumes/",
        topics=["storage"],
        projects=["cinder"],
        text="{heal 90}",
        evidence=[Evidence("topic:storage", 2.0, "“volumes” in the title"), Evidence("date", 1.0, "printed")],
        losses=[Loss("form", "line 3", "forms do nothing on paper")],
    ),
    post(
        "planet-0123456fffff",
        slug="volumes-that-hurt",
        title="Volumes that hurt",
        status="accepted",
        sure=0.2,
    ),
    post(
        "blog-aaaaaaaaaaaa",
        slug="volumes",
        title="Volumes that heal",
        blog="B",
        text="{heal 89}",
        date="2013-06-01",
    ),
    post("blog-bbbbbbbbbbbb", slug="spam", title="Buy now", status="rejected"),
]
CATALOGUE = build_catalogue(POSTS, {"ann-other": Person("ann-other", "Ann Other")}, Vocabulary())


@pytest.mark.parametrize(
    "word",
    [
        "planet-0123456789ab",
        "posts/planet/volumes-that-heal",
        "source/posts/planet/volumes-that-heal.md",
        "https://ann.example/volumes",
        "volumes-that-heal",
        "VOLUMES that heal!",
        "planet-01234567",
        "0123456789",
        "volumes-that-he",
        "that heal",
    ],
)
def test_a_post_is_found_by_what_an_editor_has_at_hand(word):
    assert find_post(CATALOGUE, word).id == "planet-0123456789ab"


def test_a_copy_is_found_by_its_id_and_a_rejected_post_too():
    assert find_post(CATALOGUE, "blog-aaaaaaaaaaaa").duplicate_of == "planet-0123456789ab"
    assert find_post(CATALOGUE, "blog-bbbb").status == "rejected"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("volumes-that", "“volumes-that” fits 2 posts"),
        ("planet-0123456", "“planet-0123456” fits 2 posts"),
        (
            "volumes-that-heel",
            "no post is called “volumes-that-heel”\n  did you mean one of these?\n  planet-0123456789ab",
        ),
        ("zzzzzzz", "no post is called “zzzzzzz”\n  anthology list shows the posts"),
        ("", "the name of a post is empty"),
        (" \t", "the name of a post is empty"),
    ],
)
def test_what_is_not_found_or_found_twice(word, message):
    with pytest.raises(UnknownPost) as caught:
        find_post(CATALOGUE, word)
    assert str(caught.value).startswith(message)


SIGNS = build_catalogue(
    [
        post("blog-000000000001", slug="post-1", title="!!! ???"),
        post("blog-000000000002", slug="post-2", title=None),
        post("blog-000000000003", slug="we-shipped", title="🎉🎉 We shipped 🚀"),
        post("blog-000000000004", slug="c", title="C++ for  gears", source_title="Wir liefern!"),
        post("blog-000000000005", slug="c-1", title="c++ FOR gears"),
    ],
    {},
    Vocabulary(),
)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("!!! ???", "blog-000000000001"),
        ("!!!", "blog-000000000001"),
        ("🎉", "blog-000000000003"),
        ("🎉🎉 we", "blog-000000000003"),
        ("🎉🎉 We shipped 🚀", "blog-000000000003"),
        ("we shipped!", "blog-000000000003"),
        ("C++ for gears", "blog-000000000004"),
        ("c++ FOR gears", "blog-000000000005"),
        ("🚀", "no post is called “🚀”"),
        ("???", "no post is called “???”"),
        ("🚀🚀e", "no post is called “🚀🚀e”"),
        ("https://🚀/", "no post is called “https://🚀/”"),
        ("Wir liefern!", "blog-000000000004"),
        ("wir liefern", "blog-000000000004"),
        ("C++ FOR GEARS", "“C++ FOR GEARS” fits 2 posts"),
        ("/", "no post is called “/”"),
        (".md", "no post is called “.md”"),
    ],
)
def test_signs_mean_no_post_but_the_one_that_has_them(word, found):
    try:
        said = find_post(SIGNS, word).id
    except UnknownPost as error:
        said = str(error).partition("\n")[0]
    assert said == found


def test_explain_tells_everything():
    text = "\n".join(explain(find_post(CATALOGUE, "volumes-that-heal"), CATALOGUE))
    for words in (
        "Volumes that heal\n  id         planet-0123456789ab\n  page       posts/planet/volumes-that-heal.md",
        "authors    Ann Other (ann-other)",
        "date       2013-05-21, from feed, 100% sure",
        "topics     storage",
        "also at    blog-aaaaaaaaaaaa: Volumes that heal",
        "topic:storage                +2.00  “volumes” in the title",
        "lost       form at line 3: forms do nothing on paper",
    ):
        assert words in text


def test_explain_of_a_copy_says_of_what_and_why():
    text = "\n".join(explain(find_post(CATALOGUE, "blog-aaaaaaaaaaaa"), CATALOGUE))
    assert "copy of    planet-0123456789ab: Volumes that heal" in text
    assert "99% of the words are the same" in text


@pytest.mark.parametrize(
    ("lines", "place"),
    [((None, None), "p.md"), ((7, 7), "p.md:7"), ((7, None), "p.md:7"), ((7, 9), "p.md:7-9")],
)
def test_a_place_is_a_line_or_several(lines, place):
    assert str(Origin("p.md", first_line=lines[0], last_line=lines[1])) == place


def test_headings_fit_any_number():
    one = post("a-1", losses=[Loss("picture", "x", "gone")])
    two = post(
        "a-2", losses=[Loss("picture", "x", "gone"), Loss("picture", "y", "gone"), Loss("form", "z", "")]
    )
    groups = {group.type: group for group in check(build_catalogue([one, two], {}, Vocabulary()))}
    lost = groups["anthology.loss"]
    assert lost.title == "Posts that lost something (2)"
    assert [line.text.partition(": ")[2] for line in lost.lines] == ["1 picture", "1 form, 2 pictures"]


def types(groups):
    return {
        group.type.removeprefix("anthology."): [line.post for line in group.lines]
        for group in groups
        if group.lines
    }


def test_status_is_what_waits_for_the_editor():
    assert types(status(CATALOGUE)) == {
        "new": ["planet-0123456789ab"],
        "undated": ["planet-0123456fffff"],
        "unclassified": ["planet-0123456fffff"],
        "duplicate": ["blog-aaaaaaaaaaaa"],
        "rejected": ["blog-bbbbbbbbbbbb"],
    }


def test_status_says_what_the_next_build_changes_and_what_no_chapter_names():
    before = [record(one) for one in (*CATALOGUE.posts, post("gone", title="Gone"))]
    before[0] = {**before[0], "title": "Volumes that ache", "body": ""}
    groups = types(status(CATALOGUE, changes(before, map(record, CATALOGUE.posts)), {"planet-0123456fffff"}))
    assert groups["changed"] == [before[0]["id"]]
    assert groups["vanished"] == ["gone"]
    assert groups["in_no_chapter"] == ["planet-0123456789ab"]


def test_status_counts_every_group_even_where_there_is_nothing():
    kinds = [group.type.removeprefix("anthology.") for group in status(build_catalogue([], {}, Vocabulary()))]
    assert kinds[:6] == ["new", "changed", "vanished", "undated", "unclassified", "doubtful"]
    assert kinds[-1] == "in_no_chapter"


def test_check_says_what_is_wrong_with_a_date():
    doubts = ("ambiguous", "cluster", "future", "impossible", "republished")
    posts = [
        post(f"a-{doubt}", title="T", topics=["x"], dated=Dated("2013", "byline", 0.4, "printed", doubt))
        for doubt in doubts
    ]
    catalogue = build_catalogue(posts, {}, Vocabulary())
    groups = {group.type: group for group in check(catalogue) if group.type.startswith("anthology.date")}
    assert types(groups.values()) == {f"date_{doubt}": [f"a-{doubt}"] for doubt in doubts}
    assert {kind for kind, group in groups.items() if group.problem} == {
        "anthology.date_ambiguous",
        "anthology.date_future",
    }
    assert types(status(catalogue))["doubtful"] == [one.id for one in catalogue.posts]


def test_an_undated_post_says_what_its_source_said():
    odd = post("a-1", title="T", evidence=[Evidence("date", 0.0, "the source says 0001-01-01")])
    (line,) = next(g for g in check(Catalogue((odd,))) if g.type == "anthology.undated").lines
    assert line.text == "T: the source says 0001-01-01"


def test_check_names_problems_and_what_settles_them():
    groups = {group.type: group for group in check(CATALOGUE)}
    assert types(groups.values()) == {
        "undated": ["planet-0123456fffff"],
        "unclassified": ["planet-0123456fffff"],
        "no_author": ["planet-0123456fffff"],
        "no_license": ["planet-0123456789ab", "planet-0123456fffff"],
        "loss": ["planet-0123456789ab"],
    }
    assert all(group.remedy for group in groups.values())
    assert groups["anthology.undated"].problem
    assert not groups["anthology.loss"].problem


def test_check_shows_doubts_and_what_earlier_stages_said():
    doubtful = post(
        "a-1",
        title="T",
        topics=["x"],
        license="CC0-1.0",
        dated=Dated("2013", "neighbours", 0.3, "between May and June"),
        authors=[Author("admin", "admin")],
        doubts=[Doubt(12, "a title or a heading", 0.4), Doubt(30, "surely a title", 0.9)],
    )
    catalogue = Catalogue(
        (doubtful,),
        people={"admin": Person("admin", "admin", "account")},
        warnings=("a.toml:1: no post x [anthology.decision_unknown_post]", "something odd"),
    )
    found = {
        group.type.removeprefix("anthology."): [line.text for line in group.lines]
        for group in check(catalogue)
    }
    assert found == {
        "date_doubtful": ["2013 (30% sure, between May and June): T"],
        "author_unknown": ["admin: T"],
        "boundary_doubtful": ["T: line 12: a title or a heading"],
        "decision_unknown_post": ["a.toml:1: no post x"],
        "other": ["something odd"],
    }
    assert types(status(catalogue))["doubtful"] == ["a-1"]
