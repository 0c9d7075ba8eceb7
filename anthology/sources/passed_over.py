"""Files and posts of a source that do not come into the book, so that none is left out without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path, PurePosixPath

from anthology.counting import counted
from anthology.model import Source

DRAFT = "draft"
EMPTY = "empty"
NO_POSTS = "holds no posts"
UNKNOWN = "of no form that is known to hold posts"
UNTITLED = "untitled"

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
    """A file of a source from which no post came, or a post in it that the source does not want.

    Attributes:
        source: Id of the source.
        folder: Where the source lies, as settings name it.
        file: Path as `Origin.file` has it.
        why: `DRAFT`, `EMPTY`, `NO_POSTS`, `UNKNOWN` or what the file is; of a post such as `private page`.
        post: The post's title, where the file is read and it is a post of it that is left out.
    """

    source: str
    folder: str
    file: str
    why: str
    post: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.why}{f' “{self.post}”' if self.post else ''}"


Note = Callable[[PassedOver], None]
"""Is told of each file or post that was passed over."""


def ignore(_: PassedOver) -> None:
    """Take no notice."""


def belongs_to_posts(path: Path) -> bool:
    """Tell whether a file is by its kind or place a part of others: a picture, a style, a script, a font."""
    kind = _TYPES.guess_type(path.name)[0] or ""
    saved_beside = any(part.endswith(_FOLDERS_OF_PAGES) for part in path.parent.parts)
    return kind.startswith(_SHOWN_BY_PAGES) or path.suffix.lower() in _FONTS or saved_beside


def place_of(source: Source) -> str:
    """Return where a source lies, as settings name it."""
    return source.path or source.url or source.id


def summaries(passed: Iterable[PassedOver]) -> list[str]:
    """Say in a line for the files and for the posts of each source how many were passed over, and which."""
    by_source: dict[tuple[str, str, bool], list[PassedOver]] = {}
    for one in passed:
        by_source.setdefault((one.source, one.folder, bool(one.post)), []).append(one)
    return [
        _posts(folder, those) if posts else _files(folder, those)
        for (_, folder, posts), those in by_source.items()
    ]


def _files(folder: str, files: Sequence[PassedOver]) -> str:
    drafts = Counter(one.why for one in files)[DRAFT]
    count = f"{counted(len(files), 'file')} passed over in {folder}"
    if drafts:
        count += f" ({counted(drafts, DRAFT)})"
    return f"{count}: {_first([_inside(one.file, folder) for one in files])}"


def _posts(folder: str, posts: Sequence[PassedOver]) -> str:
    kinds = ", ".join(counted(count, kind) for kind, count in Counter(one.why for one in posts).most_common())
    return (
        f"left out of {folder}: {kinds} ({_first([one.post for one in posts])}); "
        "`statuses` and `types` of the source let them in"
    )


def _first(names: Sequence[str]) -> str:
    return f"{', '.join(names[:_NAMED])}{', …' if len(names) > _NAMED else ''}"


def _inside(file: str, folder: str) -> str:
    path, top = PurePosixPath(file), PurePosixPath(folder)
    return path.relative_to(top).as_posix() if path != top and path.is_relative_to(top) else file
