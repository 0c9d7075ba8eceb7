"""The order of the printed book: curated chapters, then parts by cycle, chapters by topic, posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from anthology.pages.list_pages import KINDS, NO_CYCLE, OUTSIDE, UNDATED
from anthology.typesetting.catalogue import PrintedCatalogue, PrintedCycle, PrintedPost

GENERATED = ("posts", *KINDS)
"""Folders of the tool's pages: but for the posts they are lists for the web, which print has as indexes."""
UNSORTED = "unsorted"


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a part; `cycle` is None for posts that no cycle covers."""

    id: str
    name: str
    number: int
    posts: int
    cycle: PrintedCycle | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """The beginning of a chapter of posts about one topic."""

    part: str
    topic: str
    name: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A document of the book.

    Attributes:
        docname: Sphinx's name of it.
        level: Heading level of its title.
        post: What the catalogue knows of it; None for what people wrote as a chapter.
    """

    docname: str
    level: int
    post: PrintedPost | None = None


Step = Part | Chapter | Leaf


def plan_book(
    catalogue: PrintedCatalogue,
    documents: Collection[str],
    toctrees: Mapping[str, Sequence[str]],
    root: str,
    generated: Collection[str] = (),
) -> list[Step]:
    """Return everything that is printed, in order.

    Args:
        catalogue: What is known of the posts.
        documents: Names of all documents.
        toctrees: Documents that each document's tables of contents list, in order.
        root: The document at which the book begins; as the web site's front page it is not printed.
        generated: Documents that the tool wrote: but for the posts, lists for the web.
    """
    posts = [post for post in catalogue.posts if post.docname in documents]
    known = {post.docname for post in posts}
    lists = {name for name in documents if catalogue.posts and name.split("/")[0] in GENERATED}
    return [*_front(toctrees, root, known | lists | set(generated)), *_parts(posts, catalogue)]


def _front(toctrees: Mapping[str, Sequence[str]], root: str, left_out: Collection[str]) -> list[Step]:
    """Return what people wrote, in the order of the tables of contents, each document once."""
    steps: list[Step] = []
    seen = {root}
    waiting = [(name, 1) for name in reversed(toctrees.get(root, ()))]
    while waiting:
        name, level = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        printed = name not in left_out
        if printed:
            steps.append(Leaf(name, level))
        deeper = min(level + 1, 6) if printed else level
        waiting.extend((child, deeper) for child in reversed(toctrees.get(name, ())))
    return steps


def _parts(posts: Sequence[PrintedPost], catalogue: PrintedCatalogue) -> list[Step]:
    by_cycle: dict[str, list[PrintedPost]] = defaultdict(list)
    cycles = {cycle.id: cycle for cycle in catalogue.cycles}
    for post in posts:
        key = OUTSIDE if post.date else UNDATED
        by_cycle[post.cycle if post.cycle in cycles and post.cycle else key].append(post)
    if not by_cycle.keys() & cycles.keys():
        # Nothing is of a cycle: there is but one part.
        by_cycle = defaultdict(list, {OUTSIDE: list(posts)} if posts else {})
    steps: list[Step] = []
    order = [*(cycle.id for cycle in catalogue.cycles), *NO_CYCLE]
    for number, key in enumerate((key for key in order if key in by_cycle), 1):
        cycle = cycles.get(key)
        name = cycle.name if cycle else ("Posts" if len(by_cycle) == 1 else NO_CYCLE[key])
        steps.append(Part(key, name, number, len(by_cycle[key]), cycle))
        steps.extend(_chapters(key, by_cycle[key], catalogue.topics))
    return steps


def _chapters(part: str, posts: Sequence[PrintedPost], topics: Mapping[str, str]) -> list[Step]:
    by_topic: dict[str, list[PrintedPost]] = defaultdict(list)
    for post in posts:
        topic = next((t for t in post.topics if t in topics), UNSORTED)
        by_topic[topic].append(post)
    steps: list[Step] = []
    for topic in (*topics, UNSORTED):
        if topic not in by_topic:
            continue
        steps.append(
            Chapter(part, topic, topics.get(topic, "Further posts" if len(by_topic) > 1 else "Posts"))
        )
        by_date = sorted(by_topic[topic], key=lambda p: (p.date is None, p.date or "", p.id))
        steps.extend(Leaf(post.docname, 3, post) for post in by_date)
    return steps
