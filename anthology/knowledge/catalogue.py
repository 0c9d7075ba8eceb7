"""Tying posts together: from a list of posts to a catalogue, one step after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from anthology.each import Each, in_turn
from anthology.knowledge.copies import Copies, merged
from anthology.knowledge.duplicates import find_copies
from anthology.knowledge.links import links_between, quoted_titles
from anthology.knowledge.mentions import mentioned
from anthology.knowledge.related import related_posts
from anthology.knowledge.series import with_series
from anthology.knowledge.traits import Traits, traits_of
from anthology.model import Catalogue, Person, Post, Series, Tombstone
from anthology.vocabulary import Vocabulary


def in_reading_order(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return the posts by date, then id; undated ones last."""
    return tuple(sorted(posts, key=lambda p: (p.dated is None, p.dated.value if p.dated else "", p.id)))


def build_catalogue(
    posts: Sequence[Post],
    people: Mapping[str, Person],
    vocabulary: Vocabulary,
    *,
    warnings: Sequence[str] = (),
    tombstones: Iterable[Tombstone] = (),
    moved: Mapping[str, str] | None = None,
    each: Each = in_turn,
) -> Catalogue:
    """Tie all posts together: copies, links, series, what is related.

    Args:
        posts: Described posts with the editor's decisions applied.
        people: Everyone who is named on them, by id.
        vocabulary: The community's cycles, topics and projects.
        warnings: What earlier stages found; kept first in the catalogue's own warnings.
        tombstones: Of the posts that were taken down, which are not among them.
        moved: Addresses that moved for good, to where they were found to have moved.
        each: How to read each post's text, which is most of the work.

    Returns:
        The catalogue; same posts, in whatever order, same catalogue.
    """
    found = each(traits_of, [(post.title, post.body.myst) for post in posts])
    traits = {post.id: one for post, one in zip(posts, found, strict=True)}
    copies = find_copies(posts, traits)
    marked, also_at = merged(posts, copies)
    ordered = in_reading_order(marked)
    ordered, series = with_series(ordered, vocabulary, traits)
    links = links_between(ordered, moved)
    ordered = _linked(ordered, links)
    ordered = _mentioning(ordered, people, traits)
    docnames = {post.id: post.docname for post in ordered}
    shown = [post for post in ordered if post.status != "rejected" and post.duplicate_of is None]
    backlinks = _backlinks(shown, traits)
    return Catalogue(
        posts=ordered,
        people=dict(people),
        series=series,
        backlinks=backlinks,
        related=related_posts(shown, _beside(shown, series, backlinks)),
        also_at=also_at,
        internal={
            post: {url: docnames[target] for url, target in found.items()} for post, found in links.items()
        },
        warnings=(*warnings, *_doubts(copies)),
        tombstones=tuple(tombstones),
    )


def _linked(posts: Sequence[Post], links: Mapping[str, Mapping[str, str]]) -> tuple[Post, ...]:
    """Give each post the ids of those it links to."""
    return tuple(
        replace(post, links_to=tuple(dict.fromkeys(links[post.id].values()))) if post.id in links else post
        for post in posts
    )


def _mentioning(
    posts: Sequence[Post], people: Mapping[str, Person], traits: Mapping[str, Traits]
) -> tuple[Post, ...]:
    """Give each shown post the ids of the authors of other posts whom it names."""
    shown = [post for post in posts if post.status != "rejected" and post.duplicate_of is None]
    named = mentioned(shown, people, {post.id: traits[post.id].names for post in shown})
    return tuple(replace(post, mentions=named[post.id]) if post.id in named else post for post in posts)


def _backlinks(shown: Sequence[Post], traits: Mapping[str, Traits]) -> dict[str, tuple[str, ...]]:
    """Return who links to or quotes each post; as `shown` is by date, so are they."""
    quoted = quoted_titles(shown, {post.id: traits[post.id].runs for post in shown})
    found: dict[str, list[str]] = {}
    for post in shown:
        for target in dict.fromkeys((*post.links_to, *quoted.get(post.id, ()))):
            found.setdefault(target, []).append(post.id)
    return {target: tuple(ids) for target, ids in sorted(found.items())}


def _beside(
    shown: Sequence[Post], series: Mapping[str, Series], backlinks: Mapping[str, Sequence[str]]
) -> dict[str, set[str]]:
    """Return what each post's page leads to anyway: who cites it, the parts of its series on either side."""
    found = {post.id: set(backlinks.get(post.id, ())) for post in shown}
    for one in series.values():
        for before, after in pairwise(part for part in one.posts if part in found):
            found[before].add(after)
            found[after].add(before)
    return found


def _doubts(copies: Copies) -> list[str]:
    return [
        f"{one} and {other} share {share:.0%} of their words; if they are copies, say duplicate_of "
        "[anthology.duplicate_doubtful]"
        for one, other, share in copies.doubts
    ]
