"""`anthology add`: a new source, with what was recognised in it and what is doubtful."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from slugify import slugify

from anthology.cli.context import Context
from anthology.config import CONFIG_FILE, Project, load_project
from anthology.model import ConfigError, Entry, Source, SourceError

_DOUBTS_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(add)


def add(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files or folders with posts.")],
    license: Annotated[str, typer.Option(help="Permission under which the posts are shown.")] = "",
    look: Annotated[bool, typer.Option("--look", help="Only say what is inside; change nothing.")] = False,
) -> None:
    """Say what a file holds, and declare it as a source of the book.

    Example: anthology add saved/planet-2013-05.txt --license "CC BY 4.0"
    """
    context: Context = ctx.obj
    project = context.project()
    failed = False
    with context.locked(project):
        for name in files:
            source = _source(project, name, license)
            entries, problem = _entries(project, source)
            if entries:
                source = _named(source, entries)
                for line in _described(source, project, entries):
                    context.screen.out(line)
            if problem:
                failed = True
                context.screen.fail(str(problem))
            if entries and not look:
                _declare(project, source)
                project = load_project(project.folder)
                context.screen.out(f"  added to {CONFIG_FILE.as_posix()} as source {source.id!r}")
    if failed:
        raise typer.Exit(1)


def _source(project: Project, name: str, license: str) -> Source:
    """Return the source that a file makes, under an id that no other has."""
    if "://" in name:
        raise ConfigError(
            "addresses cannot be fetched yet", name, "Save the feed or page as a file and add the file."
        )
    path = Path(name).absolute()
    shown = path.relative_to(project.folder) if path.is_relative_to(project.folder) else path
    stem = slugify(path.name.split(".")[0], max_length=50) or "source"
    taken = {source.id for source in project.sources}
    number = 1
    while (chosen := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return Source(chosen, path.name.split(".")[0], shown.as_posix(), license=license or None)


def _entries(project: Project, source: Source) -> tuple[list[Entry], SourceError | None]:
    from anthology.curation import Decisions
    from anthology.sources import read

    entries: list[Entry] = []
    try:
        boundaries = Decisions.load(project.conf / "decisions.toml").boundaries
        for entry in read(source, project.folder, boundaries):
            entries.append(entry)
    except SourceError as error:
        return entries, error
    return entries, None


def _named(source: Source, entries: list[Entry]) -> Source:
    """Return the source under the name of the one blog it holds, if it holds one."""
    channels = {entry.channel.name for entry in entries if entry.channel}
    return replace(source, name=channels.pop()) if len(channels) == 1 else source


def _described(source: Source, project: Project, entries: list[Entry]) -> Iterable[str]:
    """Say what was found: form, posts, span, blogs, what is missing, and where a boundary was guessed."""
    from anthology.sources import recognise

    path = project.folder / (source.path or "")
    reader = recognise(path) if path.is_file() else None
    yield f"{source.path}: {reader.FORMAT if reader else 'folder'}, {len(entries)} posts"
    days = sorted(entry.dated.value[:10] for entry in entries if entry.dated)
    if days:
        yield f"  from {days[0]} to {days[-1]}"
    channels = Counter(entry.channel.name for entry in entries if entry.channel)
    if channels:
        most = ", ".join(f"{name} ({count})" for name, count in channels.most_common(5))
        yield f"  {len(channels)} blogs: {most}{', …' if len(channels) > 5 else ''}"
    for what, missing in (
        ("title", sum(entry.title is None for entry in entries)),
        ("author", sum(not entry.bylines for entry in entries)),
        ("date", sum(entry.dated is None for entry in entries)),
        ("address", sum(entry.url is None for entry in entries)),
    ):
        if missing:
            yield f"  {missing} without {what}"
    doubts = [(entry.origin.file, doubt) for entry in entries for doubt in entry.doubts]
    for file, doubt in doubts[:_DOUBTS_SHOWN]:
        yield f"  {file}:{doubt.line}: {doubt.what} ({doubt.confidence:.0%} sure)"
    if len(doubts) > _DOUBTS_SHOWN:
        yield f"  … and {len(doubts) - _DOUBTS_SHOWN} more doubts"
    if doubts:
        yield "  [[split]] and [[join]] in conf/decisions.toml settle them"


def _declare(project: Project, source: Source) -> None:
    """Append the source to the settings, leaving every other line as it is."""
    path = project.folder / CONFIG_FILE
    text = path.read_text("utf-8")
    keys = {"id": source.id, "name": source.name, "path": source.path, "license": source.license}
    # A JSON string is a TOML basic string.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value]
    path.write_text(text.rstrip("\n") + "\n\n[[sources]]\n" + "\n".join(lines) + "\n", "utf-8")
