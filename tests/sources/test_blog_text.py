"""Blogs' pages saved as text."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest

from anthology.sources import blog_text, planet_text
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.text import cues
from anthology.sources.text.choice import choose
from anthology.sources.text.feet import filed_under, is_foot

from . import text_dumps

PROSE = "The relay took every letter it was given and kept it, which nobody had asked of it, for nine days."


@pytest.mark.parametrize("path", text_dumps.cases("blog_text"))
def test_cases(path):
    text_dumps.check(blog_text, path)


@pytest.mark.parametrize("path", text_dumps.cases("blog_text"))
def test_recognised(path):
    head = path.read_bytes()[:65536]
    posts = json.loads(path.with_suffix(".json").read_text("utf-8"))["posts"]
    sure = blog_text.sniff(path, head)
    assert sure >= planet_text.sniff(path, head)
    assert (sure >= 0.1) == bool(posts)


@pytest.mark.parametrize(
    "text",
    [
        "<html><p>x</p>",
        '{"version": 1}',
        "---\ntitle: x\n---\n",
        "%PDF-1.4",
        "\x00\x01",
        "",
        "<?xml version='1.0'?>",
    ],
)
def test_other_formats_are_left_alone(tmp_path, text):
    path = tmp_path / "file"
    path.write_text(text + "\n" + PROSE, encoding="utf-8")
    assert (
        blog_text.sniff(path, path.read_bytes()) == 0 == planet_text.sniff(path, path.read_bytes())
        or not text
    )


def test_doubts_name_lines(tmp_path):
    """A boundary that is a guess is told with its line; an editor's word takes it away."""
    path = tmp_path / "page.txt"
    text = (text_dumps.HERE / "blog_text/no_marks.txt").read_text("utf-8")
    path.write_text(
        text.replace("Nine Thousand Letters in the Mail Queue", "Nine thousand"), encoding="utf-8"
    )
    doubts = [doubt for e in blog_text.read(text_dumps.SOURCE, path) for doubt in e.doubts]
    lines = path.read_text("utf-8").split("\n")
    assert doubts
    for doubt in doubts:
        assert repr(lines[doubt.line - 1]) in doubt.what
        assert 0 <= doubt.confidence <= 1
    settled = Boundaries(split=frozenset(("page.txt", doubt.line) for doubt in doubts))
    found = list(blog_text.read(text_dumps.SOURCE, path, settled))
    assert {doubt.line for doubt in doubts}.isdisjoint(
        d.line for e in found for d in e.doubts if d.confidence < 1
    )


def test_a_page_whose_dates_have_the_day_first(tmp_path):
    """The order of the posts would contradict the dates, were they read with the month first."""
    titles = ["What the tide left behind", "A crane with a temper", "The knife from the town"]
    days = ["21/05/2013", "04/05/2013", "12/04/2013"]
    words = "It was left on the pier this morning, and nobody has asked for it since. We opened it at noon."
    text = "".join(
        f"{t}\n\nPosted by Ann Other on {d}\n\n{words}\n\n" for t, d in zip(titles, days, strict=True)
    )
    path = tmp_path / "page.txt"
    path.write_text(f"Harbour Notes\n\n{text}", "utf-8")
    found = list(blog_text.read(text_dumps.SOURCE, path))
    assert [entry.title for entry in found] == titles
    assert [entry.dated.value for entry in found if entry.dated] == ["2013-05-21", "2013-05-04", "2013-04-12"]


def test_keys_are_stable(tmp_path):
    text = (text_dumps.HERE / "blog_text/posted_by.txt").read_text("utf-8")
    once = text_dumps.read(blog_text, tmp_path / "a.txt", text)
    again = text_dumps.read(blog_text, tmp_path / "b.txt", "\n\n" + text)
    assert [e.key for e in once] == [e.key for e in again]


def test_division_is_the_likeliest():
    """Two candidates side by side cannot both be titles; probabilities are consistent with the choice."""
    chosen, odds = choose([2.0, -4.0, 3.0, 2.5, -6.0], [0, 300, 700, 702, 1000], 1400)
    assert chosen == [0, 2]
    assert odds[0] == pytest.approx(1.0)
    assert odds[2] > 0.5 > odds[3] > odds[1] > odds[4]
    assert choose([], [], 0) == ([], [])


def test_short_posts_are_divided_like_long_ones():
    """A page of notes has as many titles as one of essays, if its lines look the same."""
    weights = [1.5, -1.6, -4.0] * 8
    for words in (60, 200, 400):
        chosen, _ = choose(weights, [place * words / 3 for place in range(24)], 8 * words)
        assert chosen == list(range(0, 24, 3))


def test_division_agrees_with_brute_force():
    from itertools import combinations

    from anthology.sources.text.choice import _PRIOR, _length, _usual_lengths

    weights, at, end = [1.0, -0.5, 0.4, -1.2, 0.9], [0.0, 90.0, 260.0, 300.0, 620.0], 900.0
    lengths = _usual_lengths([weight + _PRIOR for weight in weights], at, end, 0)
    total, best, with_place = 0.0, (-1e9, ()), [0.0] * 5
    for size in range(5):
        for rest in combinations(range(1, 5), size):
            places = (0, *rest)
            edges = [*(at[p] for p in places), end]
            score = sum(weights[p] + _PRIOR for p in places)
            score += sum(_length(b - a, lengths) for a, b in pairwise(edges))
            best = max(best, (score, places))
            total += 2.718281828459045**score
            for place in places:
                with_place[place] += 2.718281828459045**score
    chosen, odds = choose(weights, at, end)
    assert tuple(chosen) == best[1]
    assert odds == pytest.approx([value / total for value in with_place])


@pytest.mark.parametrize(
    ("line", "foot"),
    [
        ("Read more »", True),
        ("Continue reading How it was → (<https://a.example/b>)", True),
        ("3 Comments", True),
        ("Leave a comment", True),
        ("Tags: cloud, storage", True),
        ("Posted in Cloud, Storage", True),
        ("More information and all slides at http://spring.example.org/", False),
        ("Read the complete note at http://spring.example.org/", False),
        ("Labels help you to find your way", False),
        ("Comments on the third relay are below its lid.", False),
    ],
)
def test_feet(line, foot):
    assert is_foot(line) is foot


def test_filed_under():
    assert filed_under("Tags: cloud, block storage | 3 Comments") == ("cloud", "block storage")
    assert filed_under("3 Comments") == ()


def test_cues():
    assert cues.is_section("Introduction") and cues.is_section("Configuration")
    assert cues.is_closing_section("Conclusion") and cues.is_closing_section("Further Reading")
    assert not cues.is_section("How the third relay was lost")
    assert cues.opens("Last week four of us sat in a kitchen")
    assert cues.continues("These are the two lines") and not cues.continues("The relay kept it")
    assert cues.ends("If you have questions, let me know in the comments.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff \n\n",
        "A title",
        "A title\n\nAnother title\n\nA third",
        PROSE,
        "Short line\n\n" * 20_000,
        f"A title\n\n{PROSE}\n\n" + (PROSE + "\n\nA heading of four\n\n") * 9_000,
        "March 4, 2016\n" * 5_000,
        "Tags: a\n" * 5_000,
        "A title\n\n" + "word " * 400_000,
        "(((" * 100_000,
    ],
    ids=range(11),
)
def test_nothing_breaks_it(tmp_path, text):
    start = time.process_time()
    entries = text_dumps.read(blog_text, tmp_path / "page.txt", text)
    blog_text.sniff(tmp_path / "page.txt", text.encode()[:65536])
    assert time.process_time() - start < 10
    assert all(entry.origin.first_line <= entry.origin.last_line for entry in entries)


@pytest.mark.shared
def test_reference_page(shared):
    """At least nineteen in twenty of the posts of the reference page, and nine in ten to the line."""
    dump = next((shared / "seeds").glob("002_*.txt"))
    gold = [json.loads(line) for line in (shared / "gold/002/posts.jsonl").open(encoding="utf-8")]
    found = {e.origin.first_line: e for e in blog_text.read(text_dumps.SOURCE, dump, NONE)}
    same = [post for post in gold if post["body_start"] in found]
    assert 2 * len(same) / (len(gold) + len(found)) >= 0.95
    right = [
        p
        for p in same
        if (found[p["body_start"]].title, found[p["body_start"]].origin.last_line)
        == (p["title"], p["body_end"])
    ]
    assert len(right) >= 0.9 * len(gold)
    assert all(e.channel and e.channel.name == gold[0]["source"] for e in found.values())
