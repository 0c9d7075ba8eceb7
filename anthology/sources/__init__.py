"""Readers: one module an input format, each turning files into `Entry` values with their exact origin.

A reader module has

* `FORMAT`, its name in `format = "…"`;
* `sniff(path, head) -> float`, how sure it is, from 0 to 1, that it reads this file, seeing its first bytes;
* `read(source, path, boundaries) -> Iterator[Entry]`, which may yield the entries it could read and then
  raise a `SourceError` that says what it could not;
* where it can read parts of a file apart from each other, `PIECEMEAL = True` and a further argument `each` of
  `read`, an `anthology.each.Each` to do it with.

A new reader is such a module and its name in `READERS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from anthology.each import Each, in_turn
from anthology.model import ConfigError, Entry, Source, SourceError
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.files import find, head_of, relative
from anthology.sources.kept import LIST, folder_of
from anthology.sources.picture_index import load_index, pictures_folder, with_pictures

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
    best, sureness = None, 0.0
    for reader in readers():
        guess = reader.sniff(path, head)
        if guess > sureness:
            best, sureness = reader, guess
    return best if sureness >= at_least else None


def read(
    source: Source, project: Path, boundaries: Boundaries = NONE, each: Each = in_turn
) -> Iterator[Entry]:
    """Yield every entry of a source, file by file in the order of their names.

    A file that cannot be read does not keep the others from being read: its problem is raised at the very
    end, so that a caller keeps what was yielded before.

    Args:
        source: What to read.
        project: The project folder, from which a relative path starts.
        boundaries: An editor's words on where posts of text dumps begin.
        each: How to read the parts of files that can be read apart from each other.

    Yields:
        Entries whose keys differ within the source and whose `origin.file` is relative to the project.

    Raises:
        ConfigError: Where `format` names no reader.
        SourceError: After the last entry, where anything could not be read.
    """
    named = _named(source)
    files, each_named = find(source, project)
    if source.url:  # its format is the one it was fetched in, not the one it is kept in
        named = _named(replace(source, format="opml" if files[0].name == LIST else "json-feed"))
    if named and not each_named:  # a folder holds other files too, such as pictures
        files = [file for file in files if named.sniff(file, head_of(file))] or files
    pictures = pictures_folder(project)
    index = load_index(pictures)
    seen: dict[str, int] = {}
    problems: list[SourceError] = []
    recognised = 0
    for path in files:
        try:
            reader = named or recognise(path, POSSIBLE if each_named else SURE)
            if reader is None:
                if each_named or _should_be_read(path):
                    problems.append(_unrecognised(path))
                continue
            recognised += 1
            more: dict[str, Any] = {"each": each} if getattr(reader, "PIECEMEAL", False) else {}
            if getattr(reader, "LISTS_FEEDS", False):
                more["archive"] = folder_of(source, project)
            for entry in _guarded(reader, source, path, boundaries, more):
                yield with_pictures(_placed(entry, project, seen), index, pictures)
        except SourceError as error:
            if each_named or error.what != "is empty":
                problems.append(error)
    if not recognised and not problems:
        problems.append(
            SourceError(
                f"holds no file of a known form, in source {source.id}",
                str(source.path),
                f"Say which it is with `format`: {', '.join(formats())}.",
            )
        )
    elif not seen and not problems and _needs_entries(named, files):
        problems.append(
            SourceError(
                f"holds no posts, in source {source.id}", str(source.path), "Check that it is the right file."
            )
        )
    if problems:
        raise together(problems, project)


def together(problems: Sequence[SourceError], project: Path | None = None) -> SourceError:
    """Make one error of several, on one line; the same problem in many places is told once."""
    places: dict[str, list[str]] = {}
    for error in problems:
        where = relative(error.where, project) if project and error.where else error.where
        places.setdefault(error.what, []).append(where)
    remedy = next((error.remedy for error in problems if error.remedy), "")
    if len(places) == 1:
        what, wheres = next(iter(places.items()))
        return SourceError(
            what if len(wheres) == 1 else f"{what} ({_and_more(wheres[1:])} too)", wheres[0], remedy
        )
    first = next(iter(places.values()))[0]
    told = [f"{what} ({_and_more(wheres)})" for what, wheres in list(places.items())[:10]]
    more = f"; and {len(places) - 10} problems more" if len(places) > 10 else ""
    return SourceError("; ".join(told) + more, first, remedy)


def _and_more(places: Sequence[str]) -> str:
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more places" if len(places) > 3 else "")


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


def _unrecognised(path: Path) -> SourceError:
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
        raise SourceError(
            f"cannot be read: {error.strerror or error}",
            path.as_posix(),
            "Check the path and its permissions.",
        ) from error
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
