"""Series: what in a title or text speaks for one, and which posts belong together."""

import json
from pathlib import Path
from time import process_time

import pytest
from markdown_it.utils import read_fixture_file

from anthology.knowledge.catalogue import in_reading_order
from anthology.knowledge.series import with_series
from anthology.knowledge.series_evidence import of_text, of_title, signs
from anthology.vocabulary import Cycle, Project, Vocabulary
from tests.knowledge.made import made_up, post, posts_of

HERE = Path(__file__).parent
VOCABULARY = Vocabulary(
    cycles={"havana": Cycle("havana", "Havana")}, projects={"nova": Project("nova", "Nova")}
)


def cases(name):
    found = read_fixture_file(HERE / name)
    return pytest.mark.parametrize(
        ("line", "title", "given", "expected"), found, ids=[case[1] for case in found]
    )


@cases("signs.md")
def test_titles(line, title, given, expected):
    sign = of_title(given.strip())
    assert (f"{sign.kind} | {sign.name} | {sign.part}" if sign else "") == expected.strip()


@cases("said.md")
def test_what_authors_say(line, title, given, expected):
    head, _, body = given.partition("\n\n")
    said = [f"{s.kind} | {s.name} | {s.part} | {s.because}" for s in of_text(head, body)]
    assert "\n".join(" ".join(line.split()) for line in said) == expected.strip()


@cases("series.md")
def test_series(line, title, given, expected):
    posts, series = with_series(in_reading_order(posts_of(given)), VOCABULARY)
    places = {p.id: p.series for p in posts}

    def shown(id_):
        part = places[id_].part
        return f"{id_} ({part})" if part else id_

    found = [f"{one.name}: {', '.join(map(shown, one.posts))}" for one in series.values()]
    assert "\n".join(found) == expected.rstrip("\n")
    assert {place.id for place in places.values() if place} == set(series)
    for p in posts:
        assert p.status != "rejected" or p.series is None
        if p.duplicate_of:
            assert p.series == places[p.duplicate_of]


def test_each_post_of_a_series_says_why():
    (one,), _ = with_series([post("a", title="The Failure, part 4")], VOCABULARY)
    assert [(e.label, e.because) for e in one.evidence] == [("series:the-failure", "“part 4”")]


def test_a_text_without_end_costs_no_more_than_its_edges():
    body = "word " * 400_000
    start = process_time()
    list(signs("A title: of sorts", body))
    list(signs("x " * 5000, "series of " * 5000))
    assert process_time() - start < 1


def test_series_cost_the_same_per_post_in_any_number():
    def cost(count):
        posts = [
            post(
                f"p{n}",
                title=f"{made_up(str(n % 50), 3)}: {made_up(str(n), 4)} in the long run",
                by=[f"A{n % 30}"],
                blog=f"B{n % 20}",
                date=f"20{n * 20 // count:02}-01-01",
            )
            for n in range(count)
        ]
        start = process_time()
        with_series(posts, VOCABULARY)
        return (process_time() - start) / count

    cost(50)
    assert cost(3000) < max(cost(200), cost(200)) * 2


@pytest.mark.shared
@pytest.mark.parametrize("dump", ["000", "002", "003"])
def test_titles_of_real_posts(shared, dump):
    lines = (shared / "gold" / dump / "posts.jsonl").read_text("utf-8").splitlines()
    gold = {f"p{number:03}": json.loads(line) for number, line in enumerate(lines)}
    posts = [
        post(id_, title=g["title"], by=g["authors"], blog=g["source"], date=g["date"])
        for id_, g in gold.items()
    ]
    found = {p.id: p.series for p in with_series(in_reading_order(posts), VOCABULARY)[0]}
    assert not [g["title"] for id_, g in gold.items() if found[id_] and not g["series"]]
    in_series = [found[id_] is not None for id_, g in gold.items() if g["series"]]
    assert sum(in_series) / len(in_series) >= 0.6  # the rest says it in the text
