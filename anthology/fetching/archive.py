"""The archive: what was fetched, kept for good below `source/archive/`, whatever becomes of the blogs.

    source/archive/<source id>/
        feed.json                    where the feed is, and what to ask for changes with
        posts/<day>-<title>-<key>.json       each post in its latest version, a JSON Feed of one item
        earlier/<the same name>/<seen>-<content>.json    the versions before that
        list.opml                    instead of the above where the source is a list of feeds, with
        <feed>-<key>/                a folder like this one for each of them

A post that vanishes from its feed stays.  Posts are written before `feed.json`, so that after a killed run
the feed is asked for in full again and what is missing is added.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from anthology.files import write_atomically, write_if_changed
from anthology.model import Entry
from anthology.sources.kept import DIGITS, digest_of, posts_in, slug_of


@dataclass(frozen=True, slots=True)
class FeedState:
    """What `feed.json` remembers of a feed beside its name.

    Attributes:
        url: The address that was asked for.
        moved_to: Where it has moved for good.
        etag: Of the last answer, as sent.
        last_modified: Of the last answer, as sent.
    """

    url: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Kept:
    """How many posts of a feed were new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, other: Kept) -> None:
        """Count the posts of a further page."""
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged

    @property
    def counts(self) -> tuple[str, str, str]:
        """The three numbers, printed."""
        return str(self.new), str(self.changed), str(self.unchanged)

    @property
    def total(self) -> int:
        """All posts that the feed has."""
        return self.new + self.changed + self.unchanged


class FeedArchive:
    """One feed's folder.

    Args:
        folder: It is made when the first file is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sweep(self) -> None:
        """Remove what a killed run left half-written; nothing refers to it."""
        for part in self.folder.rglob(".*.part"):
            with contextlib.suppress(OSError):
                part.unlink()

    def state(self, url: str) -> FeedState:
        """Return what is remembered of a feed, if it is still the one at this address."""
        known = FeedState(url)
        try:
            kept = json.loads((self.folder / "feed.json").read_bytes())["_anthology"]
            if kept["url"] == url and (self.folder / "posts").is_dir():
                told = {f.name: kept.get(f.name) for f in fields(FeedState)}
                known = replace(known, **{name: v for name, v in told.items() if isinstance(v, str)})
        except (OSError, ValueError, LookupError, TypeError):
            pass  # not fetched before, or damaged: asked for in full
        return known

    def title(self) -> str | None:
        """Return what `feed.json` calls the feed."""
        try:
            title = json.loads((self.folder / "feed.json").read_bytes())["title"]
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return title if isinstance(title, str) else None

    def keep(self, entries: Iterable[Entry], seen: datetime | None = None) -> Kept:
        """Write new and changed posts; a version that is replaced is moved to `earlier/` first.

        Args:
            entries: With keys that differ.
            seen: The moment of fetching, if not now.

        Returns:
            What was found and done.

        Raises:
            OSError: If the folder cannot be written.
        """
        from anthology.fetching.items import digest, document, encoded

        stamp = (seen or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
        known = {path.stem.rpartition("-")[2]: path for path in posts_in(self.folder)}
        kept = Kept()
        (self.folder / "posts").mkdir(parents=True, exist_ok=True)
        for entry in entries:
            made = document(entry)
            tail = digest_of(entry.key)
            path = known.get(tail)
            before = _read(path) if path else None
            if before and digest(before) == digest(made):
                kept.unchanged += 1
                continue
            if path and before:
                kept.changed += 1
                self._set_aside(path, before, digest(before))
            else:
                kept.new += 1
                path = path or self.folder / "posts" / _name(entry, tail)
            made["items"][0]["_anthology"]["seen"] = stamp
            write_atomically(path, encoded(made))
            known[tail] = path
        return kept

    def remember(self, state: FeedState, title: str) -> None:
        """Write `feed.json`, unless it says the same already.

        Raises:
            OSError: If it cannot be written.
        """
        from anthology.fetching.items import VERSION, encoded

        told = {name: value for name, value in asdict(state).items() if value}
        feed = {"version": VERSION, "title": title, "feed_url": state.moved_to or state.url, "items": []}
        write_if_changed(self.folder / "feed.json", encoded(feed | {"_anthology": told}))

    def _set_aside(self, path: Path, before: dict[str, Any], content: str) -> None:
        extension = before["items"][0].get("_anthology")
        seen = str(extension.get("seen", "before")) if isinstance(extension, dict) else "before"
        stamp = "".join(c for c in seen if c.isalnum())
        write_if_changed(
            self.folder / "earlier" / path.stem / f"{stamp}-{content[:DIGITS]}.json", path.read_bytes()
        )


def _read(path: Path) -> dict[str, Any] | None:
    """Return a kept post, or None where the file is damaged and is to be written again."""
    try:
        made = json.loads(path.read_bytes())
        return made if isinstance(made["items"][0], dict) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _name(entry: Entry, tail: str) -> str:
    day = entry.dated.value[:10] if entry.dated and entry.dated.confidence > 0.5 else "undated"
    return "-".join(part for part in (day, slug_of(entry.title or ""), tail) if part) + ".json"
