"""The search index: small files that together hold every word, and a store that survives between builds."""

from __future__ import annotations

import itertools
import json
import random
import re

import pytest

from anthology.sphinxext.search_index import Result, pack, table_of, write_index
from anthology.sphinxext.search_store import Store, sections_of
from anthology.sphinxext.search_words import Words, terms_of, weigh


def lower(word):
    return None if word in ("the", "a") else word.lower()


def unpack(packed):
    pages, page = {}, -1
    for step, weight in re.findall(r"([0-9a-z]+)([A-Z])", packed):
        page += int(step, 36)
        pages[page] = ord(weight) - 64
    return pages


def write(out, entries, names):
    """Write the index of entries that make one table."""
    write_index(out, [table_of(((n, *entry) for n, entry in enumerate(entries)), lower)], names)


def read(folder, kind):
    """Return the arguments of each file's call."""
    found = {}
    for path in (folder / "_search").glob(f"{kind}*.js"):
        text = path.read_text("utf-8")
        number, _, data = text[text.index("(") + 1 : -2].partition(",")
        found[int(number)] = json.loads(data)
    return found


def test_postings_come_back_as_they_went_in():
    postings = {0: 1, 1: 4, 40: 9, 2000: 26}
    assert unpack(pack(postings.items())) == postings


def test_scripts_without_blanks_are_found_by_pairs():
    assert list(terms_of(["港の朝", "Tōkyō2020年の", "舟", "the"], lower)) == [
        "港の",
        "の朝",
        "年の",
        "tōkyō2020",
        "舟",
    ]


def test_a_title_outweighs_any_number_of_mentions():
    weights = weigh(["rope"] * 500, ["rope"], ["boat"], lower)
    assert weights["boat"] > weights["rope"] > 1


def test_files_stay_small_and_hold_everything(tmp_path):
    entries = [
        (
            Words(f"Page {n}", "", weigh([f"word{n}", "common"], (), ["page"], lower)),
            Result(f"p/{n}.html", labels=("k:v",)),
        )
        for n in range(3000)
    ]
    write(tmp_path, entries, {"k": {"v": "Value"}})
    terms = read(tmp_path, "t")
    assert max(path.stat().st_size for path in (tmp_path / "_search").iterdir()) < 60_000
    merged = {term: unpack(packed) for part in terms.values() for term, packed in part.items()}
    assert merged["word2999"] == {2999: 1}
    assert len(merged["common"]) == len(merged["k:v"]) == 3000
    assert read(tmp_path, "p")[119][24][:2] == ["Page 2999", "p/2999.html"]


def test_only_changed_files_are_written_and_old_ones_go(tmp_path):
    entries = [(Words(f"Page {n}", "", {"w": 1}), Result(f"{n}.html")) for n in range(60)]
    write(tmp_path, entries, {})
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "_search").iterdir()}
    write(tmp_path, entries[:30], {})
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "_search").iterdir()}
    assert before.keys() - after.keys() == {"p2.js"}
    assert after["p0.js"] == before["p0.js"]


def test_text_cannot_leave_its_script(tmp_path):
    title = '</script>\u2028"\\'
    write(tmp_path, [(Words(title, "", {"w": 1}), Result("x.html"))], {})
    assert "\u2028" not in (tmp_path / "_search/p0.js").read_text("utf-8")
    assert read(tmp_path, "p")[0][0][0] == title


def some_words(n):
    return Words(f"Page {n}", "d" * (n % 7), {"common": 1 + n % 4, f"word{n % 50}": 2, f"only{n}": 1})


@pytest.mark.parametrize("cuts", [(), (1,), (0, 0, 700), (100, 250, 251, 699)])
def test_tables_put_together_are_one_index(tmp_path, cuts):
    entries = [(some_words(n), Result(f"{n}.html", labels=(f"k:{n // 300}",))) for n in range(700)]
    write(tmp_path / "whole", entries, {})
    pieces = [entries[a:b] for a, b in itertools.pairwise((0, *cuts, 700))]
    tables = [table_of(((n, *one) for n, one in enumerate(piece)), lower) for piece in pieces]
    write_index(tmp_path / "parts", tables, {})
    whole, parts = (
        {p.name: p.read_bytes() for p in (tmp_path / f).rglob("*.js")} for f in ("whole", "parts")
    )
    assert parts == whole


def test_a_page_that_comes_touches_one_section():
    pages = [f"posts/planet/{n:05}" for n in range(5000)]
    before, after = sections_of(pages), sections_of(sorted([*pages, "posts/planet/02500-and-a-half"]))
    assert 5 < len(before) < 60
    assert sorted(page for section in before for page in section.pages) == pages
    assert len({section.name for section in before}) == len(before)
    assert sum(section not in before for section in after) == 1


def unknown(page):
    raise AssertionError(page)


def everything(store, make=unknown):
    return {page: words for section in store.sections for page, words in store.words(section, make).items()}


def test_the_store_keeps_words_and_writes_what_changed(tmp_path):
    pages = [f"posts/planet/{n:05}" for n in range(2000)]
    store = Store(tmp_path)
    for n, page in enumerate(pages):
        store.note(page, some_words(n))
    store.save(pages, unknown)
    assert everything(Store(tmp_path)) == {page: some_words(n) for n, page in enumerate(pages)}
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    store = Store(tmp_path)
    store.forget({pages[1000]})
    store.note(pages[1000], Words("Other", "", {"other": 1}))
    store.save(pages, unknown)
    assert everything(Store(tmp_path))[pages[1000]].title == "Other"
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert sum(time != before[name] for name, time in after.items() if name.endswith(".words")) == 1


def test_the_store_forgets_pages_that_are_gone(tmp_path):
    store = Store(tmp_path)
    for n in range(1000):
        store.note(f"{n:04}", some_words(n))
    store.save((f"{n:04}" for n in range(1000)), unknown)
    store.save(["0001"], unknown)
    assert everything(Store(tmp_path)) == {"0001": some_words(1)}
    assert {path.name for path in tmp_path.iterdir()} == {"first.words", "sections.json"}


def test_words_of_a_page_that_is_written_again_are_made_anew(tmp_path):
    store = Store(tmp_path)
    store.note("a", some_words(1))
    store.note("b", some_words(2))
    store.save(["a", "b"], unknown)
    store.forget({"b"})
    assert store.pages() == {"a"}
    store.save(["a", "b"], lambda page: some_words(3))
    assert everything(Store(tmp_path)) == {"a": some_words(1), "b": some_words(3)}


@pytest.mark.parametrize("name", ["first.words", "sections.json"])
def test_a_damaged_store_is_made_again(tmp_path, name):
    store = Store(tmp_path)
    store.note("a", some_words(1))
    store.save(["a"], unknown)
    (tmp_path / name).write_text("{")
    store = Store(tmp_path)
    store.save(["a"], lambda page: some_words(2))
    assert everything(store, lambda page: some_words(2)) == {"a": some_words(2)}


def test_the_index_of_a_section_holds_while_nothing_changes(tmp_path):
    store = Store(tmp_path)
    store.note("a", some_words(1))
    store.save(["a"], unknown)
    table = table_of([(0, some_words(1), Result("a.html"))], lower)
    store.keep_table(store.sections[0], 1, table)
    store = Store(tmp_path)
    store.save(["a"], unknown)
    assert store.table(store.sections[0], 1) == table
    assert store.table(store.sections[0], 2) is None
    store.forget({"a"})
    store.note("a", some_words(1))  # its page was written again and says the same
    store.save(["a"], unknown)
    assert store.table(store.sections[0], 1) == table
    store.note("a", some_words(2))
    store.save(["a"], unknown)
    assert store.table(store.sections[0], 1) is None


def test_what_one_search_loads_of_ten_thousand_posts(tmp_path):
    """The worst three words, results in twenty places, ordered by date: with the page below a megabyte."""
    chance = random.Random(1)
    vocabulary = [f"word{n}" for n in range(20_000)]
    # As in any language, the n-th word is n times rarer than the first.
    weights = list(itertools.accumulate(1 / n for n in range(1, len(vocabulary) + 1)))
    names = {f"author-{n}": f"Author Number {n}" for n in range(1_500)}
    entries = []
    for n in range(10_000):
        title = f"A title of six words {n}"
        words = chance.choices(vocabulary, cum_weights=weights, k=120)
        author = chance.choice(list(names))
        known = Words(title, "d" * 160, weigh(words, (), title.split(), lower))
        day = f"{2010 + n // 1000}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        uri = f"posts/planet-2013-05/{'slug' * 12}-{n}.html"
        entries.append((known, Result(uri, names[author], names[author], (f"author:{author}",), day)))
    write(tmp_path, entries, {"author": names})
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "_search").iterdir()}
    once = sum(sizes[f"{name}.js"] for name in ("start", "names", "dates"))
    terms, pages = (
        sorted((sizes[n] for n in sizes if re.match(rf"{kind}\d", n)), reverse=True) for kind in "tp"
    )
    # The other half is the page's own: see the weight of a page.
    assert once + sum(terms[:3]) + sum(pages[:20]) < 500_000
