"""Make entries into posts: who, when, in which cycle, about what, and the evidence for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.cycles import cycle_open_on
from anthology.knowledge.identity import identities, slugify_title
from anthology.knowledge.people import person_id
from anthology.model import Author, Body, Channel, Entry, Person, Post

__all__ = ["Described", "cycle_open_on", "describe", "person_id", "slugify_title"]


@dataclass(frozen=True, slots=True)
class Described:
    """What `describe` found.

    Attributes:
        posts: In the order of the entries.
        people: Everyone named as an author, by id.
        warnings: What an editor should look at, one line each, type in brackets.
    """

    posts: tuple[Post, ...]
    people: Mapping[str, Person] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def describe(entries: Sequence[Entry], bodies: Sequence[Body], base: KnowledgeBase) -> Described:
    """Describe entries.

    Args:
        entries: All entries of all sources, each source's in its own order.
        bodies: Their converted bodies, in the same order.
        base: What is known beforehand.
    """
    dates = [entry.dated for entry in entries]
    posts = []
    people: dict[str, Person] = {}
    for entry, body, dated, place in zip(entries, bodies, dates, identities(entries, dates), strict=True):
        authors = tuple(Author(person_id(name), name) for name in entry.bylines)
        for author in authors:
            people.setdefault(author.id, Person(author.id, author.name))
        posts.append(
            Post(
                id=place.id,
                slug=place.slug,
                docname=place.docname,
                title=entry.title,
                authors=authors,
                channel=entry.channel or Channel(entry.source.name),
                source=entry.source,
                origin=entry.origin,
                url=entry.url,
                dated=dated,
                cycle=cycle_open_on(dated.value if dated else None, base.vocabulary.cycles),
                releases=(),
                topics=(),
                projects=(),
                series=None,
                body=body,
                losses=entry.losses + body.losses,
                license=entry.license or entry.source.license,
                language=entry.language,
                categories=entry.categories,
                assets=entry.assets,
                doubts=entry.doubts,
            )
        )
    return Described(tuple(posts), people)
