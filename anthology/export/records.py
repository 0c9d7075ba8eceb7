"""Posts as plain records: what `anthology export` prints and what `catalogue.json` holds.

The same post gives the same record in every run and on every machine.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from slugify import slugify

from anthology.model import Channel, Origin, Post

CHANNEL_ID_LENGTH = 60

Record = dict[str, Any]
"""A JSON-ready mapping; its keys and their order are the published contract of `anthology export`."""


@lru_cache(maxsize=4096)
def channel_id(name: str) -> str:
    """Return the id of the channel of this name: an ASCII slug.

    Names that have no letter in common with ASCII get a slug made of their hash, so that no channel goes
    without a page.
    """
    slug = slugify(name, max_length=CHANNEL_ID_LENGTH, word_boundary=True)
    return slug or f"channel-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def record(post: Post, *, body: bool = True) -> Record:
    """Return the record of one post.

    Args:
        post: Any post of a catalogue, copies and rejected ones too.
        body: Whether to include the text and the losses of its conversion.

    Returns:
        The fields in their published order, made of nothing but dicts, lists, strings, numbers and None.
    """
    fields: Record = {
        "id": post.id,
        "slug": post.slug,
        "docname": post.docname,
        "title": post.title,
        "authors": [
            {"id": author.id, "name": author.name, "affiliation": author.affiliation}
            for author in post.authors
        ],
        "source": _channel(post.channel),
        "url": post.url,
        "date": post.dated.value if post.dated else None,
        "date_from": post.dated.origin if post.dated else None,
        "date_confidence": round(post.dated.confidence, 4) if post.dated else None,
        "cycle": post.cycle,
        "releases": list(post.releases),
        "topics": list(post.topics),
        "projects": list(post.projects),
        "series": (
            {"id": post.series.id, "name": post.series.name, "part": post.series.part}
            if post.series
            else None
        ),
        "duplicate_of": post.duplicate_of,
        "links_to": list(post.links_to),
        "mentions": list(post.mentions),
        "losses": [{"what": loss.what, "where": loss.where, "why": loss.why} for loss in post.losses],
        "origin": _origin(post.origin),
        "status": post.status,
        "license": post.license if post.license is not None else post.source.license,
        "language": post.language,
    }
    if body:
        fields["body"] = post.body.myst
    else:
        del fields["losses"]
    return fields


def _channel(channel: Channel) -> Record | None:
    if not channel.name:
        return None
    return {"id": channel_id(channel.name), "name": channel.name, "url": channel.url}


def _origin(origin: Origin) -> Record:
    """Lines of the file where the post has lines of its own, else the feed (or file) and the guid in it."""
    if origin.first_line is not None:
        return {"file": origin.file, "first_line": origin.first_line, "last_line": origin.last_line}
    return {"feed": origin.feed or origin.file, "guid": origin.guid}
