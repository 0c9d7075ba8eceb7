"""Where fetched posts are kept: folders and files below `source/archive/`, for all who read or write them.

`fetching.archive` says what is in them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from slugify import slugify

from anthology.errors import SourceError
from anthology.model import Source

LIST = "list.opml"
DIGITS = 12
"""Of a digest, in names of files and folders."""

_NAME_LENGTH = 50


def folder_of(source: Source, project: Path) -> Path:
    """Return the folder where a source's posts are kept, whether it exists or not."""
    return project / "source" / "archive" / source.id


def local_path(source: Source, project: Path) -> Path:
    """Return where a fetched source is read: its list of feeds, or the folder of its posts.

    Args:
        source: One with a url.
        project: The project folder.

    Raises:
        SourceError: If it has not been fetched yet.
    """
    folder = folder_of(source, project)
    for path in (folder / LIST, folder / "posts"):
        if path.exists():
            return path
    raise SourceError("has not been fetched yet", source.url or source.id, "Run `anthology fetch`.")


def posts_in(folder: Path) -> list[Path]:
    """Return the latest version of each post kept in a feed's folder, in the order of their names."""
    return sorted(p for p in (folder / "posts").glob("*.json") if not p.name.startswith("."))


def fetched_files(source: Source, project: Path) -> Iterator[Path]:
    """Yield every file that a build reads from a source's archive."""
    folder = folder_of(source, project)
    if (folder / LIST).is_file():
        yield folder / LIST
    if folder.is_dir():
        for feed in (folder, *sorted(p for p in folder.iterdir() if (p / "posts").is_dir())):
            yield from posts_in(feed)


class ListArchive:
    """The folders of the feeds of a list.

    Args:
        folder: Where the list's source is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = folder.iterdir() if folder.is_dir() else ()
        self._known = {path.name.rpartition("-")[2]: path for path in sorted(found) if path.is_dir()}

    def folder_of(self, address: str, title: str) -> Path:
        """Return the folder of one feed; it stays the same when the list renames the feed."""
        tail = digest_of(address)
        return self._known.get(tail) or self._folder / f"{slug_of(title) or 'feed'}-{tail}"


def slug_of(text: str) -> str:
    """Return a title as a part of a file's name."""
    return slugify(text[:500], max_length=_NAME_LENGTH, word_boundary=True)


def digest_of(text: str) -> str:
    """Return what tells an address or key from all others in a file's name."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
