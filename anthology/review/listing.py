"""Choosing posts by what an editor remembers of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields

from anthology.errors import ConfigError, did_you_mean
from anthology.model import Catalogue, Post
from anthology.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which posts to list; what is empty or None does not matter.

    Attributes:
        words: All of these stand in the title, whatever their case.
        author: Id, name or another spelling.
        cycle: Id or name.
        topic: Id or name.
        project: Id, name or former name.
        source: Id.
        year: Of the date, four digits.
        status: `new`, `accepted` or `rejected`.
        undated: Those without a date.
        copies: Those that are copies of others, instead of those that are shown or rejected.
    """

    words: tuple[str, ...] = ()
    author: str | None = None
    cycle: str | None = None
    topic: str | None = None
    project: str | None = None
    source: str | None = None
    year: str | None = None
    status: str | None = None
    undated: bool = False
    copies: bool = False


def list_posts(catalogue: Catalogue, vocabulary: Vocabulary, wanted: Wanted) -> list[Post]:
    """Return the posts that fit everything that is wanted, in the catalogue's order.

    Raises:
        ConfigError: If a name is nobody's, suggesting the nearest, or the year is none.
    """
    rules = list(_rules(catalogue, vocabulary, wanted))
    return [post for post in catalogue.posts if all(rule(post) for rule in rules)]


def _rules(catalogue: Catalogue, vocabulary: Vocabulary, wanted: Wanted) -> Iterable[Callable[[Post], bool]]:
    given = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    yield lambda post: (post.duplicate_of is not None) == wanted.copies
    if wanted.words:
        words = [word.casefold() for word in wanted.words]
        yield lambda post: all(word in (post.title or "").casefold() for word in words)
    if given["author"]:
        author = _meant("author", given["author"], _people(catalogue))
        yield lambda post: any(one.id in author for one in post.authors)
    if given["cycle"]:
        cycle = _meant("cycle", given["cycle"], _names((c.id, c.name) for c in vocabulary.cycles.values()))
        yield lambda post: post.cycle in cycle
    if given["topic"]:
        topic = _meant("topic", given["topic"], _names((t.id, t.name) for t in vocabulary.topics.values()))
        yield lambda post: bool(topic.intersection(post.topics))
    if given["project"]:
        known = ((p.id, name) for p in vocabulary.projects.values() for name in (p.name, *p.formerly))
        project = _meant("project", given["project"], _names(known))
        yield lambda post: bool(project.intersection(post.projects))
    if given["source"]:
        source = _meant(
            "source", given["source"], _names((p.source.id, p.source.id) for p in catalogue.posts)
        )
        yield lambda post: post.source.id in source
    if wanted.year is not None:
        if not re.fullmatch(r"[0-9]{4}", wanted.year):
            raise ConfigError(f"{wanted.year!r} is no year", "", "Write its four digits, such as 2013.")
        yield lambda post: post.dated is not None and post.dated.value[:4] == wanted.year
    if wanted.status:
        yield lambda post: post.status == wanted.status
    if wanted.undated:
        yield lambda post: post.dated is None


def _people(catalogue: Catalogue) -> dict[str, set[str]]:
    return _names(
        (person.id, name) for person in catalogue.people.values() for name in (person.name, *person.aliases)
    )


def _names(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the ids that each spelling means; an id means itself."""
    found: dict[str, set[str]] = {}
    for i, name in pairs:
        found.setdefault(name.casefold(), set()).add(i)
        found.setdefault(i, set()).add(i)
    return found


def _meant(kind: str, word: str, known: Mapping[str, set[str]]) -> set[str]:
    ids = known.get(word) or known.get(re.sub(r"\s+", " ", word.strip()).casefold())
    if ids:
        return ids
    raise ConfigError(f"no {kind} is called {word!r}", "", did_you_mean(word.casefold(), known))
