"""`.anthology/catalogue.json`: all that the Sphinx extension and the typesetter know beyond the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from anthology.export import Record, record
from anthology.linkcheck.holding import links_of
from anthology.model import Catalogue, Post
from anthology.takedown.prints import name_print
from anthology.vocabulary import Vocabulary

CATALOGUE_FILE = ".anthology/catalogue.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class BookInfo:
    """What the book says about itself.

    Attributes:
        title: Title of the book.
        author: Who edits it.
        license: Licence of the book as a whole.
        language: BCP 47 tag of the book's own words.
    """

    title: str = "An anthology"
    author: str = ""
    license: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class DeadLinks:
    """The links that lead nowhere any more.

    Attributes:
        days: By their plain addresses: the day to look for a copy near to where no other day is known.
        archive: The address of a web archive's copy, with `{date}` and `{url}`; empty to name none.
    """

    days: Mapping[str, str] = field(default_factory=dict)
    archive: str = ""


def shown_records(catalogue: Catalogue) -> list[Record]:
    """Return the records of the posts that have a page, without bodies, in the catalogue's order."""
    return [record(post, body=False) for post in catalogue.shown()]


def catalogue_data(
    catalogue: Catalogue,
    records: list[Record],
    vocabulary: Vocabulary,
    book: BookInfo,
    dead: DeadLinks = DeadLinks(),
) -> dict[str, Any]:
    """Return the content of the catalogue file as plain values, in a fixed order.

    Args:
        catalogue: All posts and what ties them.
        records: Its shown posts, from `shown_records`.
        vocabulary: The community's cycles, topics and projects.
        book: What the book says about itself.
        dead: Which links lead nowhere any more.
    """
    shown = {r["id"] for r in records}
    by_id = {post.id: post for post in catalogue.posts}
    channels = {r["source"]["id"]: r["source"] for r in reversed(records) if r["source"]}
    named = {author["id"] for r in records for author in r["authors"]}
    return {
        "version": VERSION,
        "book": asdict(book),
        "posts": records,
        "people": {
            person.id: {
                "name": person.name,
                "kind": person.kind,
                "url": person.url,
                "aliases": list(person.aliases),
            }
            for _, person in sorted(catalogue.people.items())
            if person.id in named
        },
        "cycles": [asdict(cycle) for cycle in vocabulary.cycles.values()],
        "topics": [asdict(topic) for topic in vocabulary.topics.values()],
        "projects": [asdict(project) for project in vocabulary.projects.values()],
        "channels": {
            key: {"name": channels[key]["name"], "url": channels[key]["url"]} for key in sorted(channels)
        },
        "series": {
            key: {"name": series.name, "posts": [p for p in series.posts if p in shown]}
            for key, series in sorted(catalogue.series.items())
            if any(p in shown for p in series.posts)
        },
        "backlinks": _among(catalogue.backlinks, shown),
        "related": _among(catalogue.related, shown),
        "also_at": {
            key: [_place(by_id[copy]) for copy in copies if copy in by_id]
            for key, copies in sorted(catalogue.also_at.items())
            if key in shown
        },
        "source_titles": {
            key: title for key in sorted(shown) if (title := by_id[key].source_title) is not None
        },
        "archive": dead.archive,
        "dead_links": _dead(catalogue, dead),
        "taken_down": sorted(
            {name_print(stone.post) for stone in catalogue.tombstones}
            | {one for stone in catalogue.tombstones for one in stone.prints if one.startswith("name ")}
        ),
    }


def catalogue_bytes(data: Mapping[str, Any]) -> bytes:
    """Return the file's bytes: one record a line, so that two catalogues can be compared with diff."""
    posts = ",\n".join(_json(r) for r in data["posts"])
    rest = {key: value for key, value in data.items() if key != "posts"}
    return f'{_json(rest)[:-1]},\n"posts":[\n{posts}\n]}}\n'.encode("utf-8", "replace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _among(ties: Mapping[str, tuple[str, ...]], shown: set[str]) -> dict[str, list[str]]:
    """Return ties between posts that have a page, without those that have none left."""
    kept = {key: [p for p in ties[key] if p in shown] for key in sorted(ties) if key in shown}
    return {key: posts for key, posts in kept.items() if posts}


def _dead(catalogue: Catalogue, dead: DeadLinks) -> dict[str, Any]:
    """Return where copies are, the dead links with their days, and which of them each post holds."""
    if not dead.days or not dead.archive:
        return {}
    held = (
        (post.id, [link for link in links_of(post, catalogue) if link in dead.days])
        for post in catalogue.shown()
    )
    return {
        "archive": dead.archive,
        "days": dict(sorted(dead.days.items())),
        "of": {post: links for post, links in held if links},
    }


def _place(post: Post) -> dict[str, str | None]:
    return {"name": post.channel.name or post.source.name, "url": post.url}
