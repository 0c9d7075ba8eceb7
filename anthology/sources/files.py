"""From a source's `path` to the files to read."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from anthology.errors import SourceError, unreadable
from anthology.model import Source
from anthology.sources.kept import LIST, local_path, posts_in

HEAD = 64 * 1024
"""Bytes of a file that sniffing sees."""
FILES_LIMIT = 200_000
"""Files of one source."""


def find(source: Source, project: Path) -> tuple[list[Path], bool]:
    """List the files of a source in the order of their names.

    Args:
        source: Its path is a file, a folder (with its sub-folders, without hidden files) or a glob pattern.
        project: What a relative path starts from.

    Returns:
        The files, and whether the source named each of them (False where a folder was searched, which may
        hold other files than posts, such as pictures).

    Raises:
        SourceError: Where there is no file.
    """
    if not source.path:
        kept = local_path(source, project)
        files = [kept] if kept.name == LIST else posts_in(kept.parent)
        if not files:
            raise SourceError("has no posts yet", source.url or source.id, "Run `anthology fetch` later.")
        return files, True
    path = project / source.path
    try:
        if path.is_dir():
            matches = [path]
        elif path.exists():
            return [path], True
        elif glob.has_magic(source.path):
            pattern = str(Path(glob.escape(str(project)), source.path))
            matches = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - absolute patterns
        else:
            matches = []
    except (OSError, ValueError) as error:
        raise SourceError(
            f"is not a usable path: {error}", source.path, "Mend `path` of the source."
        ) from error
    if not matches:
        raise SourceError(
            f"no file matches, in source {source.id}",
            source.path,
            f"The path is relative to the project folder, {project}.",
        )
    files = []
    for match in matches:
        files += _walk(match) if match.is_dir() else [match]
    if not files:
        raise SourceError(
            f"no files inside, in source {source.id}", source.path, "Put the posts there, or mend `path`."
        )
    if len(files) > FILES_LIMIT:
        raise SourceError(f"more than {FILES_LIMIT} files", source.path, "Name a smaller folder.")
    return list(dict.fromkeys(files)), not any(match.is_dir() for match in matches)


def _walk(folder: Path) -> list[Path]:
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        found += [Path(where, name) for name in sorted(names) if not name.startswith(".")]
    return found


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file.

    Raises:
        SourceError: Where it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise unreadable(path, error) from error


def relative(path: str, project: Path) -> str:
    """Return a path relative to the project folder where it lies inside, else as given."""
    try:
        return Path(path).relative_to(project).as_posix()
    except ValueError:
        return Path(path).as_posix()
