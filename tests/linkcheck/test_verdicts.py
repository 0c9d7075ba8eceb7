"""What is known of links: counted in days, kept as text, taken up after a kill."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.chapters.text import pieces
from anthology.linkcheck.addresses import is_testable, plain_link
from anthology.linkcheck.archived import archive_date, archived_copy
from anthology.linkcheck.holding import links_in
from anthology.linkcheck.verdicts import Finding, Journal, Verdict, dead_links, forget, judge, read_verdicts

DOWN, UP = Finding("unreachable", why="there is no host a.net"), Finding("alive", 200)


def after(*tests):
    verdict = None
    for day, found in tests:
        verdict = judge(verdict, found, f"2026-11-{day:02}")
    return verdict


@pytest.mark.parametrize(
    ("tests", "dead"),
    [
        ([(1, DOWN)], False),
        ([(1, DOWN), (1, DOWN), (1, DOWN)], False),
        ([(1, DOWN), (2, DOWN)], False),
        ([(1, DOWN), (2, DOWN), (9, DOWN)], True),
        ([(1, DOWN), (2, DOWN), (3, UP), (4, DOWN)], False),
        ([(1, Finding("gone", 404))], True),
        ([(1, Finding("gone", 404)), (2, UP)], False),
        ([(1, Finding("refused", 403))] * 9, False),
        ([(1, Finding("unknown", 400))] * 9, False),
    ],
)
def test_when_a_link_is_dead(tests, dead):
    assert after(*tests).is_dead(3) == dead


def test_what_is_remembered():
    verdict = after((1, UP), (2, DOWN), (3, DOWN))
    assert verdict == Verdict(
        "unreachable", "2026-11-03", "2026-11-02", 2, "2026-11-01", why="there is no host a.net"
    )
    assert dead_links({"http://a.net/": verdict}, 2) == {"http://a.net/": "2026-11-01"}
    assert dead_links({"http://a.net/": after((7, Finding("gone", 410)))}, 3) == {
        "http://a.net/": "2026-11-07"
    }


@pytest.mark.parametrize(
    ("verdict", "age", "due"),
    [
        (after((1, UP)), 89, False),
        (after((1, UP)), 90, True),
        (after((1, DOWN)), 0, False),
        (after((1, DOWN)), 1, True),
        (after((1, DOWN), (2, DOWN), (3, DOWN)), 30, False),
        (after((1, Finding("unknown", 400))), 1, True),
        (after((1, Finding("refused", 403))), 30, False),
        (after((1, Finding("refused", 429))), 1, True),
        (Verdict("alive", "some day", "some day"), 0, True),
    ],
)
def test_when_to_test_again(verdict, age, due):
    first = 3 if verdict.days == 3 else 1
    today = date.fromordinal(date(2026, 11, first).toordinal() + age)
    assert verdict.is_due(today, 90, 3) == due


def test_the_file_is_sorted_text_and_survives_a_kill(tmp_path):
    path, journal = tmp_path / "source/archive/_links.jsonl", tmp_path / "build/cache/links.jsonl"
    with Journal(path, journal) as kept:
        kept.note("http://b.net/ü", after((1, Finding("gone", 404))))
        kept.note("http://a.net/", after((1, UP)))
    text = path.read_text("utf-8")
    assert [json.loads(line)["url"] for line in text.splitlines()] == ["http://a.net/", "http://b.net/ü"]
    assert not journal.exists()
    stamp = path.stat().st_mtime_ns
    with Journal(path, journal):
        pass
    assert path.stat().st_mtime_ns == stamp

    killed = Journal(path, journal)
    killed.__enter__()
    killed.note("http://c.net/", after((2, UP)))
    with journal.open("a") as file:
        file.write('{"url": "http://d.net/", "sta')  # where it was killed
    assert path.read_text("utf-8") == text
    with Journal(path, journal) as kept:
        assert set(kept.verdicts) == {"http://a.net/", "http://b.net/ü", "http://c.net/"}
        kept.note("http://e.net/", after((2, UP)))
    assert set(read_verdicts(path)) == {"http://a.net/", "http://b.net/ü", "http://c.net/", "http://e.net/"}


def test_addresses_can_be_forgotten(tmp_path):
    path = tmp_path / "links.jsonl"
    with Journal(path, tmp_path / "journal") as kept:
        for link in ("http://a.net/1", "http://a.net/2"):
            kept.note(link, after((1, UP)))
    forget(path, lambda link: link.endswith("1"))
    assert set(read_verdicts(path)) == {"http://a.net/2"}
    with Journal(path, tmp_path / "journal") as kept:  # and stay so, though links are tested meanwhile
        kept.note("http://a.net/3", after((2, UP)))
        forget(path, lambda link: link.endswith("2"))
    assert set(read_verdicts(path)) == {"http://a.net/3"}
    forget(tmp_path / "none.jsonl", bool)
    assert not (tmp_path / "none.jsonl").exists()


def test_what_was_found_before_an_interruption_is_kept(tmp_path):
    path = tmp_path / "links.jsonl"
    with pytest.raises(KeyboardInterrupt), Journal(path, tmp_path / "journal") as kept:
        kept.note("http://a.net/", after((1, UP)))
        raise KeyboardInterrupt
    assert set(read_verdicts(path)) == {"http://a.net/"}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        '"x"',
        '{"url": 1}',
        '{"url": "http://a/", "state": "odd"}',
        "\0",
        '{"url": "u", "more": 1}',
    ],
)
def test_a_damaged_line_is_passed_over(tmp_path, line):
    path = tmp_path / "links.jsonl"
    good = '{"url": "http://a.net/", "state": "alive", "checked": "2026-11-01", "since": "2026-11-01"}'
    path.write_text(f"{line}\n{good}\n")
    assert set(read_verdicts(path)) == {"http://a.net/"}


@pytest.mark.parametrize(
    ("link", "fits"),
    [
        ("http://blog.net/", True),
        ("https://a.b.co.uk/x?y=z", True),
        ("http://93.184.216.34/", True),
        ("http://[2606:4700::1111]/", True),
        ("http://localhost:8080/", False),
        ("http://controller/horizon", False),
        ("http://cloud.example/", False),
        ("http://www.example.com/", False),
        ("http://db.internal/", False),
        ("http://machine.local./", False),
        ("http://user:secret@blog.net/", False),
        ("ftp://blog.net/", False),
        ("mailto:a@blog.net", False),
        ("http://[broken/", False),
        ("http://blog.net/" + "x" * 3000, False),
    ],
)
def test_which_links_can_be_tested(link, fits):
    assert is_testable(link) == fits


@given(st.text(max_size=60))
def test_a_plain_link_stays_one(text):
    once = plain_link(f"http://a.net/{text}")
    assert plain_link(once) == once
    assert isinstance(is_testable(once), bool)


def test_spellings_of_one_link():
    assert plain_link("http://a.net/ü?q=a b#there") == plain_link("http://a.net/%C3%BC?q=a%20b")


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2013-05-21T14:30:09Z", "20130521143009"),
        ("2013-05-21T14:30", "20130521143000"),
        ("2013-05-21", "20130521120000"),
        ("2013-05", "20130516120000"),
        ("2013", "20130701120000"),
    ],
)
def test_the_middle_of_what_is_known(day, moment):
    assert archive_date(day) == moment


def test_addresses_of_copies():
    form = "https://web.archive.org/web/{date}/{url}"
    assert archived_copy(form, "http://a.net/?x={date}", "2013-05-21") == (
        "https://web.archive.org/web/20130521120000/http://a.net/?x={date}"
    )
    assert archived_copy(form, "http://web.archive.org/web/2012/http://a.net/", "2013") is None
    assert archived_copy("", "http://a.net/", "2013") is None


CHAPTER = """\
---
title: "http://front.net/"
---
# Links

[one](http://a.net/1 "title"), <http://a.net/2>, [ref], `[no](http://no.net/)`, [in](chapter.md).

| a table |
| --- |
| [cell](https://a.net/3#there) |

```{note}
Inside [a box](http://a.net/4).
```

:::{tip}
Inside [another](http://a.net/5).
:::

:::{code-block} md
[no](http://no.net/)
:::

```{code-block} md
[no](http://no.net/)
```

```
[no](http://no.net/)
```

[ref]: http://a.net/6
"""


def test_the_links_of_a_chapter():
    assert sorted(links_in(CHAPTER)) == [
        "http://a.net/1", "http://a.net/2", "http://a.net/4", "http://a.net/5", "http://a.net/6", "https://a.net/3",
    ]  # fmt: skip


@given(st.text(alphabet="`{}:[]()<>#\n ab|-", max_size=80))
def test_any_chapter_can_be_read(text):
    for piece in pieces(text):
        assert 1 <= piece.line <= text.count("\n") + 1
        assert isinstance(piece.options(), dict)
        assert piece.meant is not None
