"""The search index: small files that together hold every word, and a store that survives between builds."""

from __future__ import annotations

import itertools
import json
import random
import re

from anthology.sphinxext.search_index import Entry, Store, Words, pack, terms_of, weigh, write_index


def lower(word):
    return None if word in ("the", "a") else word.lower()


def unpack(packed):
    pages, page = {}, -1
    for step, weight in re.findall(r"([0-9a-z]+)([A-Z])", packed):
        page += int(step, 36)
        pages[page] = ord(weight) - 64
    return pages


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
        Entry(
            Words(f"Page {n}", "", weigh([f"word{n}", "common"], (), ["page"], lower)),
            f"p/{n}.html",
            labels=("k:v",),
        )
        for n in range(3000)
    ]
    write_index(tmp_path, enumerate(entries), {"k": {"v": "Value"}}, lower)
    terms = read(tmp_path, "t")
    assert max(path.stat().st_size for path in (tmp_path / "_search").iterdir()) < 60_000
    merged = {term: unpack(packed) for part in terms.values() for term, packed in part.items()}
    assert merged["word2999"] == {2999: 1}
    assert len(merged["common"]) == len(merged["k:v"]) == 3000
    assert read(tmp_path, "p")[119][24][:2] == ["Page 2999", "p/2999.html"]


def test_only_changed_files_are_written_and_old_ones_go(tmp_path):
    entries = [Entry(Words(f"Page {n}", "", {"w": 1}), f"{n}.html") for n in range(60)]
    write_index(tmp_path, enumerate(entries), {}, lower)
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "_search").iterdir()}
    write_index(tmp_path, enumerate(entries[:30]), {}, lower)
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "_search").iterdir()}
    assert before.keys() - after.keys() == {"p2.js"}
    assert after["p0.js"] == before["p0.js"]


def test_text_cannot_leave_its_script(tmp_path):
    title = '</script>\u2028"\\'
    write_index(tmp_path, [(0, Entry(Words(title, "", {"w": 1}), "x.html"))], {}, lower)
    assert "\u2028" not in (tmp_path / "_search/p0.js").read_text("utf-8")
    assert read(tmp_path, "p")[0][0][0] == title


def test_the_store_keeps_words(tmp_path):
    store = Store(tmp_path / "words.pickle")
    store.pages["a"] = Words("A: title", "Words.", {"ropes": 3, "年の": 1})
    store.save()
    assert Store(tmp_path / "words.pickle").pages == store.pages
    (tmp_path / "words.pickle").write_text("{")
    assert Store(tmp_path / "words.pickle").pages == {}


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
        entries.append(Entry(known, uri, names[author], names[author], (f"author:{author}",), day))
    write_index(tmp_path, enumerate(entries), {"author": names}, lower)
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "_search").iterdir()}
    once = sum(sizes[f"{name}.js"] for name in ("start", "names", "dates"))
    terms, pages = (
        sorted((sizes[n] for n in sizes if re.match(rf"{kind}\d", n)), reverse=True) for kind in "tp"
    )
    # The other half is the page's own: see the weight of a page.
    assert once + sum(terms[:3]) + sum(pages[:20]) < 500_000
