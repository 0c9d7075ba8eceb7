"""Copies: what is one, which is kept, and that finding them costs the same per post in any number."""

import random
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from markdown_it.utils import read_fixture_file

from anthology.knowledge.copies import merged
from anthology.knowledge.copy_evidence import comparable
from anthology.knowledge.duplicates import find_copies
from anthology.model import Evidence
from tests.knowledge.made import made_up, post, posts_of

CASES = read_fixture_file(Path(__file__).with_name("duplicates.md"))


@pytest.mark.parametrize(("line", "title", "posts", "expected"), CASES, ids=[case[1] for case in CASES])
def test_copies(line, title, posts, expected):
    made = posts_of(posts)
    for order in (made, made[::-1]):
        copies = find_copies(order)
        found = [f"{copy} -> {kept}: {copies.because[copy]}" for copy, kept in copies.kept.items()]
        found += [f"? {one} {other}" for one, other, _ in copies.doubts]
        assert "\n".join(found) == expected.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "words", "cut_off"),
    [
        ("To be short [...]", "To be short ", True),
        ("To be short […]\n\nThe post X appeared first on Y.", "To be short ", True),
        ("To be short…\n\nContinue reading →", "To be short", True),
        ("The post appeared first on my desk, then on his.", None, False),
        ("Dots ... inside do not count.", None, False),
    ],
)
def test_footers_of_feeds_are_not_the_authors_words(text, words, cut_off):
    assert comparable(text) == (text if words is None else words, cut_off)


def test_the_kept_copy_learns_what_only_its_copies_know():
    full = post("full", text="{x 100}")
    planet = post(
        "planet",
        text="{x 100}",
        title="A title",
        by=["Ann Other"],
        date="2013-05-21",
        url="https://a.example/x",
    )
    posts, also_at = merged([full, planet], find_copies([full, planet]))
    assert also_at == {"planet": ("full",)}  # the one with a permalink is kept
    long = replace(full, body=replace(full.body, myst=f"{full.body.myst} {made_up('more', 60)}"))
    posts, also_at = merged([long, replace(planet, url=None)], find_copies([long, replace(planet, url=None)]))
    assert also_at == {"full": ("planet",)}
    kept = next(p for p in posts if p.duplicate_of is None)
    assert (kept.title, kept.dated.value, kept.authors[0].name) == ("A title", "2013-05-21", "Ann Other")


def test_a_copy_leads_to_the_page_of_the_kept_post_and_says_why():
    one, two = post("one", text="{x 100}", title="Title"), post("two", text="{x 99}", title="Title")
    posts, _ = merged([one, two], find_copies([one, two]))
    copy = posts[1]
    assert (copy.duplicate_of, copy.docname) == ("one", "posts/test/one")
    assert copy.evidence == (Evidence("duplicate:one", 1.0, "99% of the words are the same"),)


def test_what_was_taken_down_does_not_come_back_by_another_route():
    posts = [post("feed", text="{x 100}", status="rejected"), post("planet", text="{x 100}")]
    done, _ = merged(posts, find_copies(posts))
    assert [p.status for p in done] == ["rejected", "rejected"]
    accepted = [posts[0], replace(posts[1], status="accepted")]
    done, _ = merged(accepted, find_copies(accepted))
    assert {p.id: (p.status, p.duplicate_of) for p in done} == {
        "feed": ("rejected", "planet"),
        "planet": ("accepted", None),
    }


def test_many_copies_of_one_text_are_one_post():
    posts = [
        post(f"p{n:02}", text="{x 100}", blog=f"Blog {n}", date=f"2013-01-{n % 28 + 1:02}") for n in range(50)
    ]
    posts.append(post("longer", text="{x 100} {y 20}", blog="Late", date="2014-01-01"))
    copies = find_copies(posts)
    assert len(copies.kept) == 50
    assert len(set(copies.kept.values())) == 1


def corpus(count):
    """Every twentieth post repeats an earlier one, with another title on another blog."""
    dice = random.Random(count)
    texts = [made_up(f"text {n}", 300) for n in range(count)]
    for n in range(20, count, 20):
        texts[n] = f"{texts[n - dice.randint(1, 19)]} {made_up(f'more {n}', 12)}"
    return [
        post(f"p{n}", text=text, title=f"Title {n} of {n % 7}", blog=f"B{n % 40}")
        for n, text in enumerate(texts)
    ]


def test_near_copies_are_found_in_time_proportional_to_the_number_of_posts():
    def cost(posts):
        start = process_time()
        copies = find_copies(posts)
        return (process_time() - start) / len(posts), len(copies.kept)

    small, large = corpus(300), corpus(3000)
    find_copies(small)
    few, found = min(cost(small) for _ in range(3))
    many, found_many = cost(large)
    assert (found, found_many) == (14, 149)
    assert many < few * 1.6  # 1.3 measured on a quiet machine at 10,000; other tests run beside this one
