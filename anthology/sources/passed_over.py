"""Files of a source from which no post comes, so that none is left out without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path, PurePosixPath

DRAFT = "draft"
EMPTY = "empty"
NO_POSTS = "holds no posts"
UNKNOWN = "of no form that is known to hold posts"

_NAMED = 5
_SHOWN_BY_PAGES = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "text/css",
    "text/javascript",
    "application/javascript",
)
_FONTS = frozenset((".eot", ".otf", ".ttf", ".woff", ".woff2"))
_TYPES = MimeTypes()  # without the tables of this machine
_FOLDERS_OF_PAGES = ("_files", "-Dateien", "_fichiers", "_archivos")


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file of a source from which no post came.

    Attributes:
        source: Id of the source.
        folder: Where the source lies, as settings name it.
        file: Path as `Origin.file` has it.
        why: `DRAFT`, `EMPTY`, `NO_POSTS` or `UNKNOWN`.
    """

    source: str
    folder: str
    file: str
    why: str


Note = Callable[[PassedOver], None]
"""Is told of each file that was passed over."""


def ignore(_: PassedOver) -> None:
    """Take no notice."""


def belongs_to_posts(path: Path) -> bool:
    """Tell whether a file is by its kind or place a part of others: a picture, a style, a script, a font."""
    kind = _TYPES.guess_type(path.name)[0] or ""
    saved_beside = any(part.endswith(_FOLDERS_OF_PAGES) for part in path.parent.parts)
    return kind.startswith(_SHOWN_BY_PAGES) or path.suffix.lower() in _FONTS or saved_beside


def summaries(passed: Iterable[PassedOver]) -> list[str]:
    """Say in a line for each source how many files were passed over, and the names of the first."""
    by_source: dict[tuple[str, str], list[PassedOver]] = {}
    for one in passed:
        by_source.setdefault((one.source, one.folder), []).append(one)
    return [_summary(folder, files) for (_, folder), files in by_source.items()]


def _summary(folder: str, files: Sequence[PassedOver]) -> str:
    drafts = Counter(one.why for one in files)[DRAFT]
    count = f"{len(files)} file{'' if len(files) == 1 else 's'} passed over in {folder}"
    if drafts:
        count += f" ({drafts} draft{'' if drafts == 1 else 's'})"
    names = [_inside(one.file, folder) for one in files[:_NAMED]]
    return f"{count}: {', '.join(names)}{', …' if len(files) > _NAMED else ''}"


def _inside(file: str, folder: str) -> str:
    path, top = PurePosixPath(file), PurePosixPath(folder)
    return path.relative_to(top).as_posix() if path != top and path.is_relative_to(top) else file
