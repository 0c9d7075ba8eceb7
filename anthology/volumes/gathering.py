"""One site of what the parts of a book wrote; it is touched only when all of them are done."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from anthology.files import write_atomically, write_if_changed
from anthology.pages.list_pages import KINDS
from anthology.sphinxext.search_index import FOLDER as SEARCH
from anthology.sphinxext.site import is_own_robots

GENERATED = ("posts", *KINDS, SEARCH)
"""Folders of a site in which nothing stands but what was made."""

OF_VOLUMES = ("posts/", "_images/", "_sources/posts/")
"""What is taken over of a volume; the rest is the front's."""

State = list[int]
"""Size and time of a part's file, and of the site's own when it was last taken over."""


def gather(parts: Sequence[Path], site: Path, listing: Path) -> None:
    """Bring a site up to date with the output folders of its parts.

    A file is written only when its bytes change, and removed when no part has it any more; what a person put
    into the site's folder stays.

    Args:
        parts: The output folders, the front's first.
        site: The folder of the whole site.
        listing: Where to remember what was taken over.
    """
    try:
        known: dict[str, State] = json.loads(listing.read_bytes())
    except (OSError, ValueError):
        known = {path: [] for path in _generated(site)}
    made: dict[str, State] = {}
    for number, part in enumerate(parts):
        for path, state in _files(part, ""):
            if path in made or (number and not path.startswith(OF_VOLUMES)):
                continue
            if known.get(path) != state + _state(site / path):
                _take(part / path, site / path, whole=number == 0)
            made[path] = state + _state(site / path)
    for path in known.keys() - made.keys():
        if not _is_foreign(site / path):
            (site / path).unlink(missing_ok=True)
        with suppress(OSError):
            (site / path).parent.rmdir()
    content = json.dumps(dict(sorted(made.items())), separators=(",", ":")).encode()
    write_if_changed(listing, content)


def _take(made: Path, path: Path, *, whole: bool) -> None:
    """Put a part's file in the place of the site's.

    Args:
        made: The part's.
        path: The site's.
        whole: Whether it is copied; volumes write each page as a new file, so that the two may be one.
    """
    content = made.read_bytes()
    if path.is_file() and (path.read_bytes() == content or _is_foreign(path)):
        return
    if not whole:
        scratch = path.with_name(f".{path.name}.part")
        with suppress(OSError):  # where the file system has no links
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch.unlink(missing_ok=True)
            scratch.hardlink_to(made)
            scratch.replace(path)
            return
    write_atomically(path, content)


def _state(path: Path) -> State:
    try:
        state = path.stat()
    except OSError:
        return []
    return [state.st_size, state.st_mtime_ns]


def _is_foreign(path: Path) -> bool:
    """Tell whether a file of a name that we too write is a person's."""
    return path.name == "robots.txt" and path.is_file() and not is_own_robots(path.read_bytes())


def _files(top: Path, inside: str) -> Iterator[tuple[str, State]]:
    """Yield the files of a part."""
    with os.scandir(top / inside) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = f"{inside}{entry.name}"
            if entry.is_dir():
                yield from _files(top, f"{path}/")
            else:
                state = entry.stat()
                yield path, [state.st_size, state.st_mtime_ns]


def _generated(site: Path) -> Iterator[str]:
    """Yield what a build in one piece may have left that no part has."""
    for folder in GENERATED:
        if (site / folder).is_dir():
            yield from (path for path, _ in _files(site, f"{folder}/"))
