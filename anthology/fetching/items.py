"""An entry as a JSON Feed of one item: an open format that any feed reader understands, and back again.

What JSON Feed 1.1 has no field for stands in the extension `_anthology`, where an extension belongs: the
fields of an entry that would come back different without it, so that a post read from the archive is the
post that was read from the feed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from anthology.model import Entry
from anthology.sources.json_feed import EXTENSION, KEPT_FIELDS, entry_of

VERSION = "https://jsonfeed.org/version/1.1"

Json = dict[str, Any]


def document(entry: Entry) -> Json:
    """Return an entry as a JSON Feed with one item; the feed's own fields are those of the post's blog."""
    feed: Json = {"version": VERSION}
    if channel := entry.channel:
        feed |= _given(title=channel.name, home_page_url=channel.url, feed_url=channel.feed)
    feed.setdefault("title", entry.source.name)
    item: Json = {"id": entry.key} | _given(url=entry.url, title=entry.title)
    if entry.dated:
        is_change = entry.dated.because.startswith("updated")
        item["date_modified" if is_change else "date_published"] = entry.dated.value
    if entry.bylines:
        item["authors"] = [{"name": name} for name in entry.bylines]
    item |= _given(tags=list(entry.categories), language=entry.language)
    item["content_html" if entry.body_format == "html" else "content_text"] = entry.body
    item[EXTENSION] = {}
    read = entry_of(entry.source, Path(entry.origin.file), feed, item)
    wanted, found = _plain(entry), _plain(read) if read else {}
    item[EXTENSION] = {name: wanted[name] for name in KEPT_FIELDS if wanted[name] != found.get(name)}
    return feed | {"items": [item]}


def digest(made: Mapping[str, Any]) -> str:
    """Return what tells two versions of a post apart: its item, without when it was seen."""
    item = dict(made["items"][0])
    extension = item.get(EXTENSION)
    if isinstance(extension, dict):
        item[EXTENSION] = {name: value for name, value in extension.items() if name != "seen"}
    return hashlib.sha256(encoded(item)).hexdigest()


def encoded(made: Mapping[str, Any]) -> bytes:
    """Return JSON as it is kept: one field a line, letters as they are, the same for the same content."""
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _given(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value}


def _plain(entry: Entry) -> Json:
    """Return an entry's fields as JSON would give them back."""
    fields = {name: getattr(entry, name) for name in KEPT_FIELDS}
    fields["dated"] = asdict(entry.dated) if entry.dated else None
    fields["channel"] = asdict(entry.channel) if entry.channel else None
    fields["origin"] = {"feed": entry.origin.feed, "guid": entry.origin.guid}
    fields["labels"] = {name: list(words) for name, words in entry.labels.items()}
    fields["losses"] = [asdict(loss) for loss in entry.losses]
    fields["bylines"], fields["categories"] = list(entry.bylines), list(entry.categories)
    return fields
