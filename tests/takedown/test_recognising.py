"""A post that was taken down is known again by any route, others are not, and its tombstone tells nothing."""

import random
import re
from dataclasses import replace

import pytest

from anthology.knowledge.identity import post_id
from anthology.knowledge.similarity import SHINGLE
from anthology.model import Channel, Entry, Origin, Source, Tombstone
from anthology.takedown import Tombstones, keep_out, prints_of
from anthology.takedown.prints import PRINT, Sample, words_of

ONE, OTHER = Source("one", "One"), Source("other", "Other")
WORDS = [first + end for first in "bdfglmnprst" for end in ("al", "ero", "in", "ous", "ude", "ya", "ork")]


def words(count, seed):
    return " ".join(random.Random(seed).choices(WORDS, k=count))


def entry(body, source=ONE, key="key", **fields):
    given = {"title": "A title of its own", "body_format": "html", "url": "https://one.example/post"} | fields
    return Entry(source=source, origin=Origin("file", 3, 9, guid=key), key=key, body=body, **given)


def paragraphs(text, size=60):
    all_words = text.split()
    return [" ".join(all_words[at : at + size]) for at in range(0, len(all_words), size)]


def stone_of(post, shared=()):
    names = (post_id(post.source.id, post.key), post.title or "", "slug", "posts/one/slug")
    return Tombstone(names[0], "asked for", prints_of(post, names, shared))


TEXT = words(400, 1)
POST = entry(
    "".join(f"<p class='x'>{one} <a href='https://far.example/?a=b'>y</a></p>" for one in paragraphs(TEXT))
)
AS_TEXT = "\n\n".join(f"{one} y" for one in paragraphs(TEXT))

COPIES = {
    "the very post": POST,
    "under the same address": entry("<p>Rewritten.</p>", OTHER, "k2", url="http://www.one.example/post/"),
    "whose guid is the address": entry("<p>New.</p>", OTHER, "https://one.example/post", url=None),
    "as plain text": entry(AS_TEXT, OTHER, "k3", body_format="text", url=None, title="Another title"),
    "as Markdown": entry(
        AS_TEXT.replace(" y", " [y](https://far.example/?a=b)"), OTHER, "k4", body_format="markdown", url=None
    ),
    "with a footer": entry(f"{POST.body}<p>{words(40, 2)}</p>", OTHER, "k5", url=None),
    "cut off": entry(f"<p>{TEXT[:1000]} […]</p>", OTHER, "k6", url=None),
    "with a paragraph less": entry(POST.body[:200] + POST.body[700:], OTHER, "k7", url=None),
}
OTHERS = {
    "of the same blog": entry(f"<p>{words(400, 3)}</p>", key="k8", url="https://one.example/next"),
    "of the same title": entry(f"<p>{words(80, 4)}</p>", OTHER, "k9", url=None),
    "that quotes a paragraph": entry(f"<p>{words(300, 5)}</p><p>{TEXT[:350]}</p>", OTHER, "k10", url=None),
    "without words": entry("<img src='x'>", OTHER, "k11", url=None),
    "at a home page": entry(f"<p>{words(90, 6)}</p>", OTHER, "k12", url="https://one.example/"),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_left_out(name):
    kept, left_out = keep_out([COPIES[name]], Tombstones([stone_of(POST)]))
    assert kept == []
    assert [one.whole for one in left_out] == [True]


@pytest.mark.parametrize("name", OTHERS)
def test_another_post_stays(name):
    assert keep_out([OTHERS[name]], Tombstones([stone_of(POST)])) == ([OTHERS[name]], ())


def test_a_longer_text_that_holds_a_short_post_stays_and_is_named():
    short = entry(f"<p>{words(60, 7)}</p>")
    longer = entry(f"<p>{words(300, 8)}</p>{short.body}<p>{words(300, 9)}</p>", OTHER, "k2", url=None)
    kept, (found,) = keep_out([longer], Tombstones([stone_of(short)]))
    assert kept == [longer]
    assert "[anthology.taken_down_quoted]" in str(found)
    assert "(file:3-9)" in str(found)


def test_an_editor_may_spare_a_post_but_not_the_very_one():
    stones = Tombstones([stone_of(POST)])
    copy = COPIES["as plain text"]
    ids = {post_id(one.source.id, one.key) for one in (copy, POST)}
    assert keep_out([copy, POST], stones, ids)[0] == [copy]


def test_an_address_of_many_posts_is_no_sign():
    home = "https://one.example/blog"
    print_of_home = [one for one in prints_of(replace(POST, url=home), ()) if one.startswith("address")]
    stones = Tombstones([stone_of(replace(POST, url=home), print_of_home)])
    assert keep_out([entry(words(50, 10), key="k2", url=home)], stones)[1] == ()


def test_no_print_is_taken_for_another():
    """Ten thousand posts of every length beside fifty tombstones."""
    stones = Tombstones(
        stone_of(entry(words(20 + 30 * n, f"gone {n}"), key=f"gone-{n}", url=None)) for n in range(50)
    )
    others = [entry(words(10 + n % 900, f"other {n}"), OTHER, f"k{n}", url=None) for n in range(2_000)]
    kept, left_out = keep_out(others, stones)
    assert (kept, left_out) == (others, ())


def test_a_tombstone_tells_nothing_of_a_text():
    stone = stone_of(replace(POST, channel=Channel("The channel")))
    assert all(PRINT.fullmatch(one) for one in stone.prints)
    told = " ".join(stone.prints)
    for word in re.findall(r"\w{4,}", f"{POST.title} {words_of(POST)} one.example channel"):
        assert word.casefold() not in told.replace("address", "").replace("name", "").replace("words", "")


@pytest.mark.parametrize("count", [40, 100, 400, 3_000])
def test_a_text_cannot_be_continued_word_by_word(count):
    """Who tries every word after a beginning that is known finds more wrong ones than right ones."""
    from zlib import crc32

    body = words(count, count)
    (line,) = (one for one in prints_of(entry(body, title=None, url=None), ()) if one.startswith("text"))
    sample = Sample.parse(line.removeprefix("text "))
    dictionary = [f"word{n}" for n in range(20_000)]
    known = body.split()
    right = wrong = 0
    for at in range(0, min(count - SHINGLE, 30)):
        start = known[at : at + SHINGLE - 1]

        def fits(word, start=start):
            value = crc32(" ".join([*start, word]).encode())
            return value >> 16 <= sample.threshold and value & 0xFFFF in sample.values

        right += fits(known[at + SHINGLE - 1])
        wrong += sum(map(fits, dictionary))
    assert wrong > right
