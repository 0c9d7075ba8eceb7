"""Readers: one module an input format, each turning files into `Entry` values with their exact origin.

A reader module has

* `FORMAT`, its name in `format = "…"`;
* `sniff(path, head) -> float`, how sure it is, from 0 to 1, that it reads this file, seeing its first bytes;
* `read(source, path, boundaries) -> Iterator[Entry]`, which may yield the entries it could read and then
  raise a `SourceError` that says what it could not;
* where it leaves drafts out, `is_draft(path) -> bool`, which tells why a file gave no post;
* where it may leave out posts, or files inside its own, `LEAVES_OUT = True` and a further argument `note` of
  `read`, a `passed_over.Note` that it tells of them;
* where it can read parts of a file apart from each other, `PIECEMEAL = True` and a further argument `each` of
  `read`, an `anthology.each.Each` to do it with.

A new reader is such a module and its name in `READERS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from anthology.each import Each, in_turn
from anthology.errors import ConfigError, SourceError, unreadable
from anthology.model import Entry, Source
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.files import find, head_of, relative
from anthology.sources.foreign import SAVE_AS, foreign_kind
from anthology.sources.kept import LIST, folder_of
from anthology.sources.passed_over import (
    DRAFT,
    EMPTY,
    NO_POSTS,
    UNKNOWN,
    Note,
    PassedOver,
    belongs_to_posts,
    ignore,
    place_of,
)
from anthology.sources.picture_index import load_index, pictures_folder, with_pictures
from anthology.sources.problems import together

READERS = (
    "archive",
    "wxr",
    "blogger",
    "feed",
    "json_feed",
    "opml",
    "markdown",
    "planet_html",
    "article",
    "planet_text",
    "blog_text",
)
"""Modules of this package, the more particular first: they win where two are equally sure."""

SURE = 0.5
"""How sure a reader must be of a file that was found in a folder, where other things than posts lie about."""
POSSIBLE = 0.1
"""How sure a reader must be of a file that the source names."""


class Reader(Protocol):
    """What a reader module offers."""

    FORMAT: str

    def sniff(self, path: Path, head: bytes) -> float:
        """Tell from 0 to 1 how sure it is that this reader reads the file."""
        ...

    def read(self, source: Source, path: Path, boundaries: Boundaries) -> Iterator[Entry]:
        """Yield the entries of one file."""
        ...


def readers() -> tuple[Reader, ...]:
    """Return all reader modules, in the order of `READERS`."""
    names = (f"{__name__}.{name}" for name in READERS)
    return tuple(cast(Reader, import_module(name)) for name in names)


def formats() -> tuple[str, ...]:
    """Return the names that `format = "…"` may have, without `auto`."""
    return tuple(reader.FORMAT for reader in readers())


def recognise(path: Path, at_least: float = POSSIBLE) -> Reader | None:
    """Return the reader that is surest of a file by its content, or None where none is sure enough.

    Raises:
        SourceError: Where the file cannot be opened or is empty.
    """
    head = head_of(path)
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise SourceError("is empty", path.as_posix(), "Save it again, or take it out of the source.")
    if foreign_kind(path, head):
        return None
    best, sureness = None, 0.0
    for reader in readers():
        guess = reader.sniff(path, head)
        if guess > sureness:
            best, sureness = reader, guess
    return best if sureness >= at_least else None


def read(
    source: Source,
    project: Path,
    boundaries: Boundaries = NONE,
    each: Each = in_turn,
    note: Note = ignore,
) -> Iterator[Entry]:
    """Yield every entry of a source, file by file in the order of their names.

    A file that cannot be read does not keep the others from being read: its problem is raised at the very
    end, so that a caller keeps what was yielded before.

    Args:
        source: What to read.
        project: The project folder, from which a relative path starts.
        boundaries: An editor's words on where posts of text dumps begin.
        each: How to read the parts of files that can be read apart from each other.
        note: Is told at the end of the files from which no post came though nothing is wrong with them; of
            pictures, styles and the like only by the posts that show them.

    Yields:
        Entries whose keys differ within the source and whose `origin.file` is relative to the project.

    Raises:
        ConfigError: Where `format` names no reader.
        SourceError: After the last entry, where anything could not be read.
    """
    named = _named(source)
    others: list[Path] = []
    files, each_named = find(source, project)
    if source.url:  # its format is the one it was fetched in, not the one it is kept in
        named = _named(replace(source, format="opml" if files[0].name == LIST else "json-feed"))
    if named and not each_named:  # a folder holds other files too, such as pictures
        files, others = _sorted_out(named, files)
    pictures = pictures_folder(project)
    index = load_index(pictures)
    seen: dict[str, int] = {}
    run = _Run(passed=dict.fromkeys(others, UNKNOWN))
    for path in files:
        try:
            reader = named or run.reader_of(path, each_named=each_named)
            if reader is None:
                continue
            run.recognised += 1
            more = _asked_for(reader, each=each, note=run.left_out.append, archive=folder_of(source, project))
            count = len(seen), len(run.left_out)
            for entry in _guarded(reader, source, path, boundaries, more):
                run.used.update(asset.path for asset in entry.assets)
                yield with_pictures(_placed(entry, project, seen), index, pictures)
            if (len(seen), len(run.left_out)) == count and "archive" not in more:
                run.passed[path] = why_empty(reader, path)
        except SourceError as error:
            if each_named or error.what != "is empty":
                run.problems.append(error)
            else:
                run.passed[path] = EMPTY
    run.tell(source, project, note)
    if run.problems:
        raise together(run.problems, project)
    if not run.recognised or (not seen and _needs_entries(named, files)):
        raise _nothing_in(source, run)


@dataclass(slots=True)
class _Run:
    """What reading a source finds besides posts.

    Attributes:
        passed: Files from which no post came, and why.
        used: Files that posts show.
        left_out: What readers left out of files that they read.
        problems: What could not be read.
        recognised: How many files had a known form.
    """

    passed: dict[Path, str]
    used: set[Path] = field(default_factory=set)
    left_out: list[PassedOver] = field(default_factory=list)
    problems: list[SourceError] = field(default_factory=list)
    recognised: int = 0

    def reader_of(self, path: Path, *, each_named: bool) -> Reader | None:
        """Return who reads a file; else note whether it should have been one."""
        reader = recognise(path, POSSIBLE if each_named else SURE)
        if reader is None and (each_named or _should_be_read(path)):
            self.problems.append(_unrecognised(path))
        elif reader is None:
            self.passed[path] = why_unknown(path)
        return reader

    def tell(self, source: Source, project: Path, note: Note) -> None:
        """Name the files passed over, but for those that belong to posts."""
        for path, why in sorted(self.passed.items()):
            if path not in self.used and not belongs_to_posts(path):
                note(PassedOver(source.id, place_of(source), relative(path.as_posix(), project), why))
        for one in self.left_out:
            note(replace(one, file=relative(one.file, project)))


def _asked_for(reader: Reader, **offered: object) -> dict[str, Any]:
    """Return those further arguments of `read` that a reader asks for."""
    asks = {"each": "PIECEMEAL", "note": "LEAVES_OUT", "archive": "LISTS_FEEDS"}
    return {name: value for name, value in offered.items() if getattr(reader, asks[name], False)}


def _named(source: Source) -> Reader | None:
    if source.format == "auto":
        return None
    wanted = source.format.replace("_", "-").lower()
    for reader in readers():
        if wanted == reader.FORMAT:
            return reader
    raise ConfigError(
        f"source {source.id} has an unknown format {source.format!r}",
        "",
        f"Use auto, or one of {', '.join(formats())}.",
    )


def _sorted_out(named: Reader, files: list[Path]) -> tuple[list[Path], list[Path]]:
    """Separate the files of a folder that a reader knows from the others; if it knows none, all are its."""
    known = [file for file in files if named.sniff(file, head_of(file))]
    others = set(files).difference(known) if known else ()
    return known or files, sorted(others)


def why_empty(reader: Reader, path: Path) -> str:
    """Say why a reader found no post in a file that it could read."""
    if not head_of(path).strip():
        return EMPTY
    is_draft = getattr(reader, "is_draft", None)
    return DRAFT if is_draft and is_draft(path) else NO_POSTS


def why_unknown(path: Path) -> str:
    """Say why nobody reads a file."""
    return foreign_kind(path, head_of(path)) or UNKNOWN


def _nothing_in(source: Source, run: _Run) -> SourceError:
    what, remedy = "holds no posts", "Check that it is the right file."
    if run.left_out:
        remedy = "What it holds is left out: let it in with `statuses` or `types` of the source."
    elif not run.recognised:
        what, remedy = (
            "holds no file of a known form",
            f"Say which it is with `format`: {', '.join(formats())}.",
        )
    return SourceError(f"{what}, in source {source.id}", str(source.path), remedy)


def _unrecognised(path: Path) -> SourceError:
    if kind := foreign_kind(path, head_of(path)):
        return SourceError(f"is {kind}, of which no posts can be made", path.as_posix(), SAVE_AS)
    return SourceError(
        "is of no form that can be read",
        path.as_posix(),
        f"Say which it is with `format`: {', '.join(formats())}.",
    )


def _should_be_read(path: Path) -> bool:
    """Tell whether a file of a folder is a post by its name, though no reader can make anything of it."""
    from anthology.sources.markdown import SUFFIXES

    return path.suffix.lower() in SUFFIXES and recognise(path) is None


def _needs_entries(named: Reader | None, files: list[Path]) -> bool:
    """Tell whether the absence of entries is a problem: a list of feeds has none by nature."""
    try:
        first = named or recognise(files[0])
    except SourceError:
        return True
    return first is None or first.FORMAT != "opml"


def _guarded(
    reader: Reader, source: Source, path: Path, boundaries: Boundaries, more: dict[str, Any]
) -> Iterator[Entry]:
    """Read a file; what a reader did not foresee becomes a problem of its file, not the end of the build."""
    try:
        yield from reader.read(source, path, boundaries, **more)
    except OSError as error:
        raise unreadable(path, error) from error
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        MemoryError,
    ) as error:
        raise SourceError(
            f"is broken in a way the {reader.FORMAT} reader does not know: {type(error).__name__}",
            path.as_posix(),
            "Save it again, or take it out of the source.",
        ) from error


def _placed(entry: Entry, project: Path, seen: dict[str, int]) -> Entry:
    """Make an entry's file relative to the project and its key unlike all before it."""
    key = entry.key
    if key in seen and entry.url:
        key = f"{entry.key} {entry.url}"
    count = seen[key] = seen.get(key, 0) + 1
    if count > 1:
        key = f"{key} ({count})"
        seen[key] = 1
    file = relative(entry.origin.file, project)
    if file == entry.origin.file and key == entry.key:
        return entry
    return replace(entry, key=key, origin=replace(entry.origin, file=file))
