"""Finding copies: one post that arrived by several routes, or was published twice.

Two posts are copies of each other if

* they have the same permalink or the same guid, and do not both have a title and a text of their own;
* they have the same title, dates at most two days apart, the same author or channel (or a title of at least
  four words), and texts that do not contradict it;
* at least 70 % of their texts is the same, word by word, whatever their titles; 90 % where one site shows
  both at addresses of their own, 97 % where the titles may tell two issues of a series apart;
* their texts are the same word for word, however short, and so are their titles (or an author,
  from ten words on), unless one site shows both or days lie between them: some things are said every week;
* one is the beginning of the other, as excerpts in feeds are, and title, author or channel agree.

Copies are never chained: every copy was compared with one and the same post, or with another that has that
post's permalink, guid or very words.  Of several copies the book
keeps the one that an editor named or accepted, else the one that is not cut off and has (nearly) the longest
text, then one with a permalink, one that is not from a text dump, the earliest, the smallest id.  What the
kept copy lacks (title, authors, date, permalink, licence) comes from the others in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from anthology.knowledge.copies import Copies, preference
from anthology.knowledge.copy_evidence import (
    Item,
    by_identity,
    by_text,
    by_title,
    in_doubt,
    item_of,
    same_text,
)
from anthology.knowledge.similarity import candidates, likeness
from anthology.knowledge.traits import Traits
from anthology.model import Post

DISTINCT = ""
"""In `Post.duplicate_of`, an editor's word that the post and those like it are no copies of each other."""

_Near = dict[int, dict[int, str]]
"""Why two posts are copies, both ways."""


def find_copies(posts: Sequence[Post], traits: Mapping[str, Traits] | None = None) -> Copies:
    """Find the copies among posts, in time proportional to their number.

    Args:
        posts: In any order; `duplicate_of` as an editor decided it: an id, `DISTINCT`, or None.
        traits: Their texts' traits by id, found here where they are not given.
    """
    known = traits or {}
    items = [item_of(post, known.get(post.id)) for post in sorted(posts, key=lambda post: post.id)]
    order = sorted(range(len(items)), key=lambda number: _first_look(items[number]))
    rank = {number: place for place, number in enumerate(order)}
    same: _Near = {}
    near: _Near = {}
    for a, b, why in by_identity(items, rank):
        if _free(items[a], items[b]):
            _note(same, a, b, why)
    # One text in dozens of posts has no rare words left; one of them stands for all.
    stood_for: set[int] = set()
    for a, b, why in by_text(items, rank):
        if _free(items[a], items[b]):
            _note(same, a, b, why)
            stood_for.add(b)
    for a, b, why in by_title(items, rank):
        if _free(items[a], items[b]):
            _note(near, a, b, why)
    doubts = []
    others = (number for number in range(len(items)) if number not in stood_for)
    for a, b in candidates(others, lambda number: items[number].text.sample):
        one, other = items[a], items[b]
        if b in near.get(a, ()) or b in same.get(a, ()) or not _free(one, other):
            continue
        alike = likeness(one.text, other.text)
        if why := same_text(one, other, alike):
            _note(near, a, b, why)
        elif in_doubt(one, other, alike):
            doubts.append((one.post.id, other.post.id, round(alike.shared, 2)))
    kept, because = _settled(items, order, same, near)
    # Two copies of a third are no doubt any more.
    open_ = [(a, b, share) for a, b, share in doubts if kept.get(a, a) != kept.get(b, b)]
    return Copies(kept, because, tuple(open_))


def _free(one: Item, other: Item) -> bool:
    return DISTINCT not in (one.post.duplicate_of, other.post.duplicate_of)


def _note(pairs: _Near, a: int, b: int, why: str) -> None:
    pairs.setdefault(a, {}).setdefault(b, why)
    pairs.setdefault(b, {}).setdefault(a, why)


def _first_look(item: Item) -> tuple[bool, int, bool, bool, str, str]:
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


def _settled(
    items: Sequence[Item], order: Sequence[int], same: _Near, near: _Near
) -> tuple[dict[str, str], dict[str, str]]:
    """Form groups around one post each, the editor's first; return who is kept, and why."""
    ids = {item.post.id: number for number, item in enumerate(items)}
    forced = {
        number: ids[target]
        for number, item in enumerate(items)
        if (target := item.post.duplicate_of) and target in ids and target != item.post.id
    }
    named: dict[int, list[int]] = {}
    for number in forced:
        named.setdefault(_end(number, forced), []).append(number)
    kept: dict[str, str] = {}
    because: dict[str, str] = {}
    taken = {*forced, *named}
    for number in [*sorted(named), *order]:
        if number in forced or (number in taken and number not in named):
            continue
        group = _around(number, same, near, taken)
        best = number if number in named else _best([number, *group], items)
        group |= dict.fromkeys(named.get(number, ()), "an editor said so")
        taken |= {number, *group}
        for other in {number, *group} - {best}:
            kept[items[other].post.id] = items[best].post.id
            because[items[other].post.id] = group.get(other) or group[best]
    return dict(sorted(kept.items())), because


def _around(number: int, same: _Near, near: _Near, taken: set[int]) -> dict[int, str]:
    """Return a post's copies; what has a post's permalink, guid or very words stands for it."""
    group: dict[int, str] = {}

    def add(pairs: _Near, ones: Iterable[int]) -> None:
        for one in ones:
            for other, why in pairs.get(one, {}).items():
                if other != number and other not in taken:
                    group.setdefault(other, why)

    add(same, [number])
    add(near, [number, *group])
    add(same, [*group])
    return group


def _end(number: int, forced: Mapping[int, int]) -> int:
    """Follow an editor's words to the post they end at; a circle ends where it closes."""
    seen = {number}
    while (following := forced.get(number)) is not None and following not in seen:
        seen.add(following)
        number = following
    return number


def _best(numbers: Sequence[int], items: Sequence[Item]) -> int:
    longest = max(items[number].text.words for number in numbers)

    def worth(number: int) -> tuple[bool, bool, bool, tuple[bool, bool, bool, str, str]]:
        item = items[number]
        short = item.text.words < longest * 2 / 3
        return item.post.status == "rejected", item.cut_off, short, preference(item.post)

    accepted = [number for number in numbers if items[number].post.status == "accepted"]
    return min(accepted or numbers, key=worth)
