"""Make entries into posts: who, when, in which cycle, about what, and the evidence for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from anthology.each import Each, in_turn
from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.cycles import cycle_open_on
from anthology.knowledge.dating import date_posts
from anthology.knowledge.identity import identities
from anthology.knowledge.labels import choose_labels, score_labels, usual_topics
from anthology.knowledge.people import find_authors
from anthology.knowledge.scripts import written_in
from anthology.model import Body, Channel, Dated, Entry, Evidence, Person, Post


@dataclass(frozen=True, slots=True)
class Described:
    """What `describe` found.

    Attributes:
        posts: In the order of the entries.
        people: Everyone named as an author, by id.
    """

    posts: tuple[Post, ...]
    people: Mapping[str, Person] = field(default_factory=dict)


def describe(
    entries: Sequence[Entry],
    bodies: Sequence[Body],
    base: KnowledgeBase,
    each: Each = in_turn,
    reserved: Callable[[str], bool] | None = None,
) -> Described:
    """Describe entries.

    Args:
        entries: All entries of all sources, each source's in its own order.
        bodies: Their converted bodies, in the same order.
        base: What is known beforehand.
        each: How to weigh the words of each post, which is most of the work.
        reserved: Tells of a docname that no post may have it.
    """
    authorship = find_authors(entries, bodies, base.people)
    dates = date_posts(entries, bodies, base.release_names, base.today)
    written = [dated.value if dated else None for dated in dates]
    scores = each(score_labels, zip(entries, bodies, written, strict=True), base, by=_labelled_by)
    channels = [entry.channel or Channel(entry.source.name, entry.source.url) for entry in entries]
    usual = usual_topics([channel.name for channel in channels], scores, base)
    posts = []
    places = identities(entries, dates, reserved)
    for n, (entry, body, place) in enumerate(zip(entries, bodies, places, strict=True)):
        dated = dates[n]
        labels = choose_labels(entry, scores[n], usual.get(channels[n].name, {}), base)
        posts.append(
            Post(
                id=place.id,
                slug=place.slug,
                docname=place.docname,
                title=entry.title,
                authors=authorship.authors[n],
                channel=channels[n],
                source=entry.source,
                origin=entry.origin,
                url=entry.url,
                dated=dated,
                cycle=cycle_open_on(dated.value if dated else None, base.vocabulary.cycles),
                releases=labels.releases,
                topics=labels.topics,
                projects=labels.projects,
                series=None,
                body=body,
                losses=entry.losses + body.losses,
                license=entry.license or entry.source.license,
                language=written_in(body.myst, entry.language),
                categories=entry.categories,
                aliases=entry.aliases,
                assets=entry.assets,
                doubts=entry.doubts,
                evidence=_date_evidence(dated, entry.dated) + authorship.evidence[n] + labels.evidence,
            )
        )
    return Described(tuple(posts), authorship.people)


def _labelled_by(entry: Entry, body: Body, written: str | None) -> tuple[object, ...]:
    """Return what of a post its labels depend on."""
    channel = entry.channel.name if entry.channel else None
    return entry.title, entry.categories, channel, written, body.links, body.myst


def _date_evidence(dated: Dated | None, given: Dated | None) -> tuple[Evidence, ...]:
    if dated is None:
        because = f"the source says {given.value}, on which nobody wrote a post" if given else ""
        return (Evidence("date", 0.0, because),) if because else ()
    return (Evidence("date", dated.confidence, f"{dated.origin}: {dated.because or dated.value}"),)
