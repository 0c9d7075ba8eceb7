"""Folders for files that one run needs: below `build/`, where the next takes away what a killed one left.

Readers and fetchers know files and not projects, so the place is set once by whoever holds the book's lock;
without one, as in commands that only look, it is the system's.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_places: list[Path] = []


@contextmanager
def scratch_below(place: Path) -> Iterator[None]:
    """Let new folders be made below a place, which is emptied before and removed afterwards.

    Args:
        place: A folder of which nobody else makes use at the same time; it need not exist.
    """
    shutil.rmtree(place, ignore_errors=True)
    _places.append(place)
    try:
        yield
    finally:
        _places.pop()
        shutil.rmtree(place, ignore_errors=True)


def new_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder that goes when it is closed, when nothing refers to it any more, or with the run.

    Raises:
        OSError: If there is no room for it, or no right to make it.
    """
    place = _places[-1] if _places else None
    if place:
        place.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="anthology-", dir=place, ignore_cleanup_errors=True)
