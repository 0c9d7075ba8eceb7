"""What keeps a post the same post: its id, its slug, its place in the book."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slugify import slugify

from anthology.model import Dated, Entry

SLUG_LENGTH = 60

# Names that Windows keeps for devices, and file names that mean something to Sphinx or a web server.
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index", "genindex", "search"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Where a post is found; see `Post` for the fields."""

    id: str
    slug: str
    docname: str


def post_id(source_id: str, key: str, occurrence: int = 0) -> str:
    """Return the id of a post.

    Args:
        source_id: Id of the declared source.
        key: The entry's key, stable across runs.
        occurrence: How many entries of the source with the same key came before.
    """
    text = f"{key}\n{occurrence}" if occurrence else key
    return f"{source_id}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def slugify_title(title: str | None) -> str:
    """Return a title as ASCII small letters, digits and hyphens; empty where nothing is left of it.

    At most `SLUG_LENGTH` characters, cut between words, never a reserved name.
    """
    slug = slugify(
        (title or "").replace("'", "").replace("’", ""), max_length=SLUG_LENGTH, word_boundary=True
    )
    return f"{slug}-post" if slug in RESERVED else slug


def post_ids(entries: Sequence[Entry]) -> list[str]:
    """Return the ids of the posts of all entries."""
    seen: dict[tuple[str, str], int] = {}
    ids = []
    for entry in entries:
        place = (entry.source.id, entry.key)
        ids.append(post_id(entry.source.id, entry.key, seen.get(place, 0)))
        seen[place] = seen.get(place, 0) + 1
    return ids


def identities(
    entries: Sequence[Entry], dates: Sequence[Dated | None], reserved: Callable[[str], bool] | None = None
) -> list[Identity]:
    """Give each entry its id, slug and docname.

    Where several posts of a source have the same title, the oldest has the plain slug, so that a new post
    never moves one that is there already; the others carry the beginning of their id's digits.

    Args:
        entries: All entries.
        dates: Their dates, in the same order.
        reserved: Tells of a docname whether it was that of a post that was taken down: it goes to no other.
    """
    ids = post_ids(entries)
    slugs = [slugify_title(entry.title or _first_words(entry.body)) for entry in entries]
    oldest_first = sorted(
        range(len(entries)), key=lambda i: ((d := dates[i]) is None, d.value if d else "", ids[i])
    )
    taken: set[tuple[str, str]] = set()
    found: dict[int, Identity] = {}
    for i in oldest_first:
        source = entries[i].source.id
        slug = slugs[i]
        for digits in (6, 12):
            if slug and (source, slug) not in taken and not (reserved and reserved(f"posts/{source}/{slug}")):
                break
            tail = ids[i].rpartition("-")[2][:digits]
            room = SLUG_LENGTH - len(tail) - 1
            slug = f"{(slugs[i] or 'post')[:room].rstrip('-')}-{tail}"
        taken.add((source, slug))
        found[i] = Identity(ids[i], slug, f"posts/{source}/{slug}")
    return [found[i] for i in range(len(entries))]


def _first_words(body: str) -> str:
    """Return the beginning of a body whose post has no title; markup is of no use in a slug."""
    beginning = body[:400]
    return "" if "<" in beginning else " ".join(beginning.split()[:8])
