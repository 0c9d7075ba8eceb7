"""Finding copies: one post that arrived by several routes, or was published twice.

Two posts are copies of each other if

* they have the same permalink or the same guid, and do not both have a title and a text of their own;
* they have the same title, dates at most two days apart, the same author or channel (or a title of at least
  four words), and texts that do not contradict it;
* at least 70 % of their texts is the same, word by word, whatever their titles; 90 % where one site shows
  both at addresses of their own, 97 % where the titles may tell two issues of a series apart;
* one is the beginning of the other, as excerpts in feeds are, and title, author or channel agree.

Copies are never chained: every copy was compared with one and the same post.  Of several copies the book
keeps the one that an editor named or accepted, else the one that is not cut off and has (nearly) the longest
text, then one with a permalink, one that is not from a text dump, the earliest, the smallest id.  What the
kept copy lacks (title, authors, date, permalink, licence) comes from the others in the same order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz

from anthology.conversion.myst import plain_text
from anthology.knowledge.links import permalink
from anthology.knowledge.merging import Copies, preference
from anthology.knowledge.similarity import Likeness, Text, candidates, likeness
from anthology.model import Post

DISTINCT = ""
"""In `Post.duplicate_of`, an editor's word that the post and those like it are no copies of each other."""

_ALIKE = 0.7
_IN_DOUBT = 0.5
_ALIKE_ON_ONE_SITE = 0.9
_SAME_ISSUE = 0.97
_EXCERPT = 0.85
_LEAST_WORDS = 25
_LEAST_EXCERPT = 12
_OWN_TEXT = 40
_DAYS = 2
_FOOTERS = 800  # characters at the end of a text in which footers are looked for

_FOOTER = re.compile(
    r"\s*(?:^|(?<=[.!?\]…]))\s*(?:The post .{1,300} (?:appeared|first appeared) first on .{1,120}"
    r"|(?:Continue reading|Read more|Read the rest of this entry|Read on)\b.{0,120})\s*\Z",
    re.MULTILINE | re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\[\s*(?:\.\.\.|…)\s*\]|(?:\.\.\.|…))\W*\Z")
_SERIAL = re.compile(
    r"\d+|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|sept|oct|nov|dec"
    r"|january|february|march|april|august|september|october|november|december"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|[ivx]+|st|nd|rd|th)\b"
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Item:
    """A post as the comparison sees it."""

    post: Post
    text: Text
    cut_off: bool
    title: str
    who: frozenset[str]


def comparable(myst: str) -> tuple[str, bool]:
    """Return a body's words as far as they are the author's, and whether they are cut off before the end."""
    text = plain_text(myst, code=True).strip()
    head, tail = text[:-_FOOTERS], text[-_FOOTERS:]
    # Footers come one after the other: "[...] The post X appeared first on Y."
    while (shorter := _FOOTER.sub("", tail)) != tail:
        tail = shorter
    return head + _CUT_OFF.sub("", tail), bool(_CUT_OFF.search(tail))


def find_copies(posts: Sequence[Post]) -> Copies:
    """Find the copies among posts, in time proportional to their number.

    Args:
        posts: In any order; `duplicate_of` as an editor decided it: an id, `DISTINCT`, or None.
    """
    items = [_item(post) for post in sorted(posts, key=lambda post: post.id)]
    order = sorted(range(len(items)), key=lambda number: _first_look(items[number]))
    rank = {number: place for place, number in enumerate(order)}
    pairs: dict[tuple[int, int], str] = {}
    for a, b, why in _by_identity(items, rank):
        pairs.setdefault((min(a, b), max(a, b)), why)
    doubts = []
    for pair in candidates(len(items), lambda number: items[number].text.sample()):
        if pair in pairs:
            continue
        one, other = items[pair[0]], items[pair[1]]
        alike = likeness(one.text, other.text)
        if why := _same_text(one, other, alike):
            pairs[pair] = why
        elif _in_doubt(one, other, alike):
            doubts.append((one.post.id, other.post.id, round(alike.shared, 2)))
    return _settled(items, order, pairs, doubts)


def _item(post: Post) -> _Item:
    text, cut_off = comparable(post.body.myst)
    who = {author.id for author in post.authors} | {f"channel:{post.channel.name.casefold()}"}
    return _Item(
        post, Text.of(text), cut_off, " ".join(_WORD.findall((post.title or "").casefold())), frozenset(who)
    )


def _first_look(item: _Item) -> tuple[bool, int, bool, bool, str, str]:
    """Order of the posts with which others are compared: those first that will probably be kept."""
    post, dated = item.post, item.post.dated
    size = -round(math.log2(item.text.words + 1) * 2)
    return (
        item.cut_off,
        size,
        post.url is None,
        dated is None,
        dated.value if dated else "",
        post.id,
    )


def _by_identity(items: Sequence[_Item], rank: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    for name, key in (("permalink", _address), ("guid", _guid)):
        for numbers in _buckets(items, key):
            best = min(numbers, key=rank.__getitem__)
            for number in numbers:
                if number != best and not _contradict(items[best], items[number], titles_too=True):
                    yield best, number, f"same {name}"
    for numbers in _buckets(items, lambda item: item.title if len(item.title) >= 12 else None):
        dated = [(day, number) for number in numbers if (day := _day(items[number].post))]
        dated.sort(key=lambda pair: (pair[0], rank[pair[1]]))
        for (day, a), (next_day, b) in pairwise(dated):
            one, other = items[a], items[b]
            known = one.who & other.who or one.title.count(" ") >= 3
            if next_day - day <= _DAYS and known and not _contradict(one, other):
                yield a, b, f"same title within {_DAYS} days"


def _buckets(items: Sequence[_Item], key: Callable[[_Item], str | None]) -> Iterator[list[int]]:
    found: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if value := key(item):
            found.setdefault(value, []).append(number)
    return (numbers for numbers in found.values() if len(numbers) > 1)


def _address(item: _Item) -> str | None:
    return permalink(item.post.url)


def _guid(item: _Item) -> str | None:
    guid = item.post.origin.guid
    if not guid:
        return None
    # Short ones, such as a number, are only unique within their blog.
    return permalink(guid) or (guid if len(guid) >= 16 else f"{item.post.channel.name} {guid}")


def _day(post: Post) -> int | None:
    try:
        return date.fromisoformat(post.dated.value[:10]).toordinal() if post.dated else None
    except ValueError:
        return None  # known to the month only


def _contradict(one: _Item, other: _Item, *, titles_too: bool = False) -> bool:
    """Whether both are posts of their own, so that a shared address, guid or title is chance or a mistake.

    Args:
        one: A post.
        other: A post that shares something with it.
        titles_too: Whether titles that are alike settle it.
    """
    if _two_pages(one, other):
        return likeness(one.text, other.text).shared < _ALIKE_ON_ONE_SITE
    if titles_too and (not one.title or not other.title or _titles_agree(one, other)):
        return False
    if min(one.text.words, other.text.words) < _OWN_TEXT:
        return False
    return likeness(one.text, other.text).contained < _IN_DOUBT


def _same_text(one: _Item, other: _Item, alike: Likeness) -> str:
    """Return why two texts are copies, or nothing."""
    least = _ALIKE_ON_ONE_SITE if _two_pages(one, other) else _ALIKE
    if _issues(one, other):
        least = _SAME_ISSUE
    short, long = sorted((one, other), key=lambda item: item.text.words)
    if alike.shared >= least and short.text.words >= _LEAST_WORDS:
        return f"{alike.shared:.0%} of the words are the same"
    excerpt = least == _ALIKE and alike.contained >= _EXCERPT and alike.same_opening
    if not excerpt or short.text.words < _LEAST_EXCERPT:
        return ""
    known = one.who & other.who and not long.cut_off
    if _titles_agree(one, other) or (short.text.words >= _OWN_TEXT and (short.cut_off or known)):
        return f"one is the first {short.text.words} words of the other"
    return ""


def _titles_agree(one: _Item, other: _Item) -> bool:
    return bool(one.title and other.title) and fuzz.token_set_ratio(one.title, other.title) >= 80


def _two_pages(one: _Item, other: _Item) -> bool:
    """Whether one site shows both, at different addresses."""
    here, there = _address(one), _address(other)
    if here is None or there is None or here == there:
        return False
    return re.split("[/?]", here)[0] == re.split("[/?]", there)[0]


def _issues(one: _Item, other: _Item) -> bool:
    """Whether two posts may be issues of one series, which repeat much of their text."""
    if not one.who & other.who or not one.title or _serial(one.title) != _serial(other.title):
        return False
    return one.title != other.title or _two_pages(one, other)


def _serial(title: str) -> str:
    """Return a title without numbers and dates: the same for all issues of a newsletter."""
    return " ".join(_SERIAL.sub(" ", title).split())


def _in_doubt(one: _Item, other: _Item, alike: Likeness) -> bool:
    if min(one.text.words, other.text.words) < _OWN_TEXT:
        return False
    if DISTINCT in (one.post.duplicate_of, other.post.duplicate_of):
        return False
    return alike.shared >= _IN_DOUBT and _serial(one.title) != _serial(other.title)


def _settled(
    items: Sequence[_Item],
    order: Sequence[int],
    pairs: Mapping[tuple[int, int], str],
    doubts: Sequence[tuple[str, str, float]],
) -> Copies:
    """Form groups around one post each, the editor's first."""
    ids = {item.post.id: number for number, item in enumerate(items)}
    near: dict[int, dict[int, str]] = {}
    for (a, b), why in pairs.items():
        if DISTINCT in (items[a].post.duplicate_of, items[b].post.duplicate_of):
            continue
        near.setdefault(a, {})[b] = why
        near.setdefault(b, {})[a] = why
    forced = {
        number: ids[target]
        for number, item in enumerate(items)
        if (target := item.post.duplicate_of) and target in ids and target != item.post.id
    }
    targets = {number: _end(number, forced) for number in forced}
    kept: dict[str, str] = {}
    because: dict[str, str] = {}
    named = set(targets.values())
    taken: set[int] = set()
    for number in [*sorted(named), *order]:
        if number in taken or number in targets:
            continue
        group = {
            other: why
            for other, why in near.get(number, {}).items()
            if other not in taken and other not in targets and other not in named
        }
        best = number if number in named else _best([number, *group], items)
        group |= {other: "an editor said so" for other, target in targets.items() if target == number}
        taken |= {number, *group}
        for other in {number, *group} - {best}:
            kept[items[other].post.id] = items[best].post.id
            because[items[other].post.id] = group.get(other) or group[best]
    return Copies(dict(sorted(kept.items())), because, tuple(doubts))


def _end(number: int, forced: Mapping[int, int]) -> int:
    """Follow an editor's words to the post they end at; a circle ends where it closes."""
    seen = {number}
    while (following := forced.get(number)) is not None and following not in seen:
        seen.add(following)
        number = following
    return number


def _best(numbers: Sequence[int], items: Sequence[_Item]) -> int:
    longest = max(items[number].text.words for number in numbers)

    def worth(number: int) -> tuple[bool, bool, bool, tuple[bool, bool, bool, str, str]]:
        item = items[number]
        short = item.text.words < longest * 2 / 3
        return item.post.status == "rejected", item.cut_off, short, preference(item.post)

    accepted = [number for number in numbers if items[number].post.status == "accepted"]
    return min(accepted or numbers, key=worth)
