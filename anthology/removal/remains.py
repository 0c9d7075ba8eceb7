"""Finding what people's own files still hold of a post: its dump, chapters that quote it, exports."""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from anthology.errors import SourceError
from anthology.knowledge.similarity import SHINGLE, Text
from anthology.model import Entry, Post
from anthology.sources.encoding import read_text
from anthology.takedown.prints import words_of

_LARGEST = 256 * 1024 * 1024
_BOILERPLATE = 3
"""A run of words in so many other posts says nothing."""
_LEAST_RUNS = 4
_NEAR = 3
"""Lines between two finds that are one."""
_LEAST_TITLE = 12
_MOST_PLACES = 10
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Place:
    """Lines of a file that hold a post, or name it.

    Attributes:
        file: Relative to the project where it lies inside.
        first: First line, from 1; 0 where only the file is known.
        last: Last line.
    """

    file: str
    first: int
    last: int

    def __str__(self) -> str:
        if not self.first:
            return self.file
        return f"{self.file}:{self.first}" + (f"-{self.last}" if self.last > self.first else "")


def find_remains(
    project: Path, gone: Sequence[Post], entries: Sequence[Entry], others: Iterable[Entry]
) -> Iterator[Place]:
    """Look through the files of a project for posts that were taken down.

    Args:
        project: The project folder; what was made and hidden folders are passed over.
        gone: The posts.
        entries: The same as their sources gave them.
        others: All other posts: what many of them say is no sign of these.

    Yields:
        The lines that hold a post's words, title or address, the posts' own sources first.
    """
    runs = {shingle for entry in entries for shingle in Text.of(words_of(entry)).shingles}
    common = Counter(one for entry in others for one in runs.intersection(Text.of(words_of(entry)).shingles))
    runs -= {one for one, count in common.items() if count >= _BOILERPLATE}
    least = min(_LEAST_RUNS, max(1, len(runs) // 2))
    titles = (_squeezed(title) for post in gone for title in (post.title, post.source_title))
    names = [title for title in titles if len(title) >= _LEAST_TITLE]
    names += [re.sub(r"^https?://(www\.)?", "", post.url).rstrip("/").casefold() for post in gone if post.url]
    own = {post.origin.file: post for post in gone}
    found: dict[str, list[Place]] = {file: [] for file in own}
    for path in _files(project, own):
        shown = path.relative_to(project).as_posix() if path.is_relative_to(project) else path.as_posix()
        if places := _places(path, shown, runs, least, names):
            found[shown] = places
    for file, places in found.items():
        origin = own[file].origin if file in own else None
        if (
            origin
            and not places
            and (Path(project, file).exists() or not Path(project, file).parent.is_dir())
        ):
            # Packed, or too large: its readers alone know where it is.
            places.append(Place(file, origin.first_line or 0, origin.last_line or 0))
        yield from places[:_MOST_PLACES]
        if len(places) > _MOST_PLACES:
            yield Place(file, places[_MOST_PLACES].first, places[-1].last)


def _files(project: Path, own: Iterable[str]) -> Iterator[Path]:
    outside = (Path(file) for file in own)
    yield from (path for path in outside if path.is_absolute() and path.is_file())
    for where, folders, names in os.walk(project):
        here = Path(where)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".", "__"))
            and name != "node_modules"
            and not (here / name / "pyvenv.cfg").exists()
            and not (here == project and name == "build")
        )
        yield from (here / name for name in sorted(names))


def _places(path: Path, shown: str, runs: set[int], least: int, names: Sequence[str]) -> list[Place]:
    """Return the lines of a file where enough runs of words come together, or a name stands."""
    try:
        if path.stat().st_size > _LARGEST:
            return []
        text = read_text(path)
    except (OSError, SourceError):
        return []
    hits: list[tuple[int, int, int]] = []
    window: deque[tuple[str, int]] = deque(maxlen=SHINGLE)
    for number, line in enumerate(text.splitlines(), 1):
        folded = line.casefold()
        for word in _WORD.findall(folded):
            window.append((word, number))
            if len(window) == SHINGLE and crc32(" ".join(w for w, _ in window).encode()) in runs:
                hits.append((window[0][1], number, 1))
        squeezed = " ".join(folded.split())
        hits += [(number, number, least) for name in names if name and name in squeezed]
    places: list[list[int]] = []
    for first, last, weight in sorted(hits):
        if places and first <= places[-1][1] + _NEAR:
            places[-1][1] = max(places[-1][1], last)
            places[-1][2] += weight
        else:
            places.append([first, last, weight])
    return [Place(shown, first, last) for first, last, weight in places if weight >= least]


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
