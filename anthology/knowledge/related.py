"""Finding related posts by what they share, in time proportional to their number.

Each thing that two posts can share (a project, a topic, a rare word of their titles …) lists its posts by
date.  A post meets only its neighbours in each list, so that a topic of thousands of posts costs no more
than one of ten.  What few posts have counts more than what many have; weights go by powers of two, so that
a new post now and then changes as little as possible elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from anthology.model import Post

MOST = 5
"""So many related posts at most."""

_FEWEST = 3
"""So many where anything is shared at all, though it be little."""

_NEIGHBOURS = 12
_LEAST_SCORE = 6.0
_LEAST_AT_ALL = 1.0
_FROM_ONE_SERIES = 2
_WEIGHTS = {
    "link": 8.0,
    "project": 1.0,
    "topic": 0.35,
    "release": 0.5,
    "author": 0.5,
    "series": 0.6,
    "word": 0.8,
}
_COMMONEST = {"word": 64, "tag": 256}
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of titles that say nothing of what a post is about.
SMALL_WORDS = frozenset(
    _WORD.findall(
        """about after again also another back been before being both comes could does doing done during
        each every from getting good great have here into just keep know last like made make making many
        more most much must need needs never next only other over part please really should since some
        still such take than thanks that their them then there these they thing things this those time
        today very want wants week well were what when where which while will with without work working
        world would year your first second third using open source introducing introduction announcing
        announcement update updates news review release released version post blog"""
    )
)


def related_posts(
    shown: Sequence[Post], besides: Mapping[str, Collection[str]] = MappingProxyType({})
) -> dict[str, tuple[str, ...]]:
    """Find three to five related posts for each post, fewer where fewer share anything with it.

    Args:
        shown: The posts that have a page, in reading order.
        besides: By id, ids of the posts that a post's page names in other places and not as related.

    Returns:
        Ids, best first, by id; posts to which nothing is related are left out.
    """
    features = [list(_features(post)) for post in shown]
    lists: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, things in enumerate(features):
        for thing in things:
            lists[thing].append(number)
    ids = {post.id: number for number, post in enumerate(shown)}
    found: dict[str, tuple[str, ...]] = {}
    places: dict[tuple[str, str], int] = defaultdict(int)
    linked = _linked(shown, ids)
    for number, post in enumerate(shown):
        scores: dict[int, float] = defaultdict(float)
        for other in linked[number]:
            scores[other] += _WEIGHTS["link"]
        for thing in features[number]:
            there = lists[thing]
            place = places[thing]
            places[thing] += 1
            if len(there) > _COMMONEST.get(thing[0], len(there)):
                continue
            weight = _weight(thing[0], len(there))
            for other in there[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]:
                if other != number:
                    scores[other] += weight
        for other in {ids[one] for one in besides.get(post.id, ()) if one in ids} & scores.keys():
            del scores[other]
        if best := _best(number, scores, shown):
            found[post.id] = best
    return found


def _features(post: Post) -> Iterator[tuple[str, str]]:
    for kind, ids in (("project", post.projects), ("topic", post.topics), ("release", post.releases)):
        for one in dict.fromkeys(ids):
            yield kind, one
    for author in post.authors:
        yield "author", author.id
    if post.series:
        yield "series", post.series.id
    for tag in sorted({tag.casefold() for tag in post.categories}):
        yield "tag", tag
    for word in sorted({word.casefold() for word in _WORD.findall(post.title or "")} - SMALL_WORDS):
        yield "word", word


def _weight(kind: str, posts: int) -> float:
    """Return how much it counts to share a thing that so many posts have."""
    return _WEIGHTS.get(kind, 0.5) * max(1, 14 - posts.bit_length())


def _linked(shown: Sequence[Post], ids: dict[str, int]) -> list[list[int]]:
    """Return the posts linked with each one, either way."""
    linked: list[list[int]] = [[] for _ in shown]
    for number, post in enumerate(shown):
        for target in post.links_to:
            if (other := ids.get(target)) is not None:
                linked[number].append(other)
                if len(linked[other]) < _NEIGHBOURS:
                    linked[other].append(number)
    return linked


def _best(number: int, scores: dict[int, float], shown: Sequence[Post]) -> tuple[str, ...]:
    post = shown[number]
    able = [other for other, score in scores.items() if score >= _LEAST_AT_ALL]
    able.sort(key=lambda other: (-scores[other], abs(other - number), shown[other].id))
    chosen: list[str] = []
    of_series = 0
    for other in able:
        least = _LEAST_AT_ALL if len(chosen) < _FEWEST else _LEAST_SCORE
        if scores[other] < least or len(chosen) == MOST:
            break
        if post.series and (theirs := shown[other].series) and theirs.id == post.series.id:
            # The series' own box leads to these.
            of_series += 1
            if of_series > _FROM_ONE_SERIES:
                continue
        chosen.append(shown[other].id)
    return tuple(chosen)
