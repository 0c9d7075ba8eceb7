"""One run at a time on one book: a lock file in `build/`, which the system lets go when a run is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from anthology.config import Project
from anthology.errors import AnthologyError
from anthology.scratch import scratch_below

BOOK, LINKS = ".lock", ".links.lock"
"""Locks of the book and of what is known of its links, whose test may take hours and keeps nobody waiting."""

PATIENCE = 600.0
"""Seconds to wait for another run."""


@contextmanager
def locked(project: Project, waiting: Callable[[], None], name: str = BOOK) -> Iterator[None]:
    """Keep a second run from writing the same book at the same time.

    Args:
        project: The book.
        waiting: Called once if another run is at work and has to be waited for.
        name: What is locked: the book, or something that may be written beside it.

    Raises:
        AnthologyError: If another run does not end within ten minutes.
    """
    lock = FileLock(_lock_file(project, name))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise AnthologyError(
                f"another run has been at work on this book for {PATIENCE / 60:.0f} minutes",
                Path(lock.lock_file).as_posix(),
                "Wait for it, or end it if it hangs.",
            ) from None
    try:
        if name == BOOK:
            with scratch_below(project.build_dir / "cache" / "scratch"):
                yield
        else:
            yield
    finally:
        lock.release()


def _lock_file(project: Project, name: str) -> Path:
    path = project.build_dir / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnthologyError(f"cannot be made: {error.strerror}", path.parent.as_posix()) from error
    return path
