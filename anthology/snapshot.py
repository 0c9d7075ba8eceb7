"""The catalogue of the last run, kept in `build/cache/` for as long as nothing it was made from has changed.

With it the commands that only look (`status`, `explain`, `check`, `export`) answer at once, and a build with
nothing to do does nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from anthology.cache import code_digest
from anthology.collecting import uncollected
from anthology.config import Project
from anthology.errors import SourceError
from anthology.files import write_atomically
from anthology.linkcheck.verdicts import verdicts_file
from anthology.packing import DAMAGED, pack, unpack
from anthology.sources.files import find
from anthology.sources.kept import fetched_files
from anthology.sources.picture_index import pictures_folder

T = TypeVar("T")

DECISIONS = "decisions.toml"

_LIBRARIES = ("feedparser", "lxml", "python-dateutil", "rapidfuzz", "markdownify", "nh3", "beautifulsoup4")


def stamps_of(project: Project) -> tuple[str, str]:
    """Return digests of everything a catalogue depends on.

    Returns:
        One of settings, words, posts and code; and one, which begins with it, of decisions, edits and what is
        known of links besides.
    """
    digest = hashlib.sha256(code_digest(".", *_LIBRARIES).encode())
    digest.update(project.settings.model_dump_json().encode())
    _add(digest, _inputs(project))
    undecided = digest.hexdigest()
    _add(digest, _later_inputs(project))
    return undecided, undecided + digest.hexdigest()


def _add(digest: hashlib._Hash, paths: Iterable[Path]) -> None:
    for path in paths:
        digest.update(path.as_posix().encode("utf-8", "surrogateescape") + b"\0")
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            digest.update(b"unreadable")


def recall(path: Path, stamp: str, kind: type[T], more: int = 0) -> T | None:
    """Return what was kept under this stamp, or None.

    Args:
        path: The file.
        stamp: Under what it was kept, or the beginning of that.
        kind: What it must be.
        more: Characters of the stamp that do not matter.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(stamp)) != stamp.encode():
                return None
            file.read(more)
            with uncollected():
                kept = unpack(file.read())
    except (OSError, *DAMAGED):
        return None
    return kept if isinstance(kept, kind) else None


def keep(path: Path, stamp: str, value: object) -> None:
    """Keep a value under a stamp, in the place of what was kept before."""
    with uncollected():
        write_atomically(path, stamp.encode() + pack(value))


def _later_inputs(project: Project) -> Iterator[Path]:
    """Yield what does not matter before posts are described."""
    yield project.conf / DECISIONS
    yield from sorted((project.conf / "edits").glob("*.md"))
    # Where links have moved to tells which posts they lead to.
    yield verdicts_file(project.folder)


def _inputs(project: Project) -> Iterator[Path]:
    yield from sorted(path for path in project.conf.glob("*.toml") if path.name != DECISIONS)
    words = project.folder / project.settings.book.vocabulary
    if words.is_dir():
        yield from sorted(words.glob("*.toml"))
    for source in project.sources:
        with suppress(SourceError):
            yield from find(source, project.folder)[0] if source.path else ()
        yield from fetched_files(source, project.folder)
    yield from pictures_folder(project.folder).glob("index.json")
