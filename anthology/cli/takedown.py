"""`anthology reject --takedown`: a post leaves everything, at once and for good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from anthology.cli.context import Context, read_jobs
from anthology.counting import counted
from anthology.errors import ConfigError

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{12}(?![\w-])|https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def names_in(path: Path, stdin: str = "") -> list[str]:
    """Return the ids and addresses of posts that stand in a letter.

    Args:
        path: A text file, or `-` for what was typed or piped in.
        stdin: What that was.

    Raises:
        ConfigError: If the file cannot be read or holds none.
    """
    try:
        text = stdin if path == Path("-") else path.read_text("utf-8", "replace")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path.as_posix()) from error
    found = list(dict.fromkeys(_NAME.findall(text)))
    if not found:
        raise ConfigError("holds no id or address of a post", path.as_posix())
    return found


def take_down(context: Context, words: list[str], reason: str, jobs: str) -> None:
    """Take posts down and say what is left to do."""
    from anthology import pipeline, review
    from anthology.curation import Decisions
    from anthology.removal.purge import take_down as remove

    screen, project = context.screen, context.project()
    with context.locked(project):
        corpus = pipeline.assemble(project, screen, read_jobs(jobs))
        for problem in corpus.problems:
            screen.fail(str(problem))
        named = [review.find_post(corpus.catalogue, word) for word in words]
        decisions = Decisions.load(project.conf / "decisions.toml")
        entries, *_ = pipeline.read_entries(project, decisions.boundaries, screen)
        removal = remove(project, corpus.catalogue, entries, named, reason)
    for post in removal.posts:
        screen.note(f"taken down: {post}")
    for file in removal.files:
        screen.note(f"removed: {file}")
    screen.note(f"removed: everything in build/ and {counted(removal.made, 'file')} that had been made")
    for path in removal.conflicts:
        screen.warn(f"source/{path} was changed by hand and stays; look whether it names the post")
    for line in _remains([str(place) for place in removal.remains], project.folder):
        screen.warn(line)
    screen.note(
        "the tombstones are in conf/decisions.toml; `anthology build` makes the book without the posts"
    )


def _remains(places: list[str], folder: Path) -> Iterator[str]:
    if places:
        yield "These files are not the tool's. It passes over the post, and they still hold or name it:"
        yield from (f"  {place}" for place in places)
    if any((above / ".git").exists() for above in (folder, *folder.parents)):
        yield "The history of git keeps what was committed; the guide says how to rewrite it."
