"""`anthology add`: a new source, with what was recognised in it and what is doubtful."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from slugify import slugify

from anthology.cli.context import Context
from anthology.config import CONFIG_FILE, Project, load_project
from anthology.counting import counted
from anthology.errors import ConfigError, SourceError
from anthology.model import Entry, Source

if TYPE_CHECKING:
    from anthology.sources.passed_over import PassedOver

_DOUBTS_SHOWN = 20
_HOST = re.compile(r"(localhost|([\w-]+\.)+\w{2,}(:\d+)?/|([\w-]+\.){2,}\w+|[\d.]+[:/])")
"""How addresses begin that lack their scheme."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(add)


def add(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE|URL", help="Files or folders with posts, or addresses of feeds."),
    ],
    license: Annotated[str, typer.Option(help="Permission under which the posts are shown.")] = "",
    look: Annotated[bool, typer.Option("--look", help="Only say what is inside; change nothing.")] = False,
) -> None:
    """Say what a file or a feed holds, and declare it as a source of the book.

    The posts of a feed are kept in source/archive; `anthology fetch` adds what comes later.

    Example: anthology add saved/planet-2013-05.txt --license "CC BY 4.0"

    Next: `anthology build`, or `anthology explain` for a post that was misread.
    """
    from anthology.declaring import declare
    from anthology.sources import recognise
    from anthology.sources.passed_over import summaries

    context: Context = ctx.obj
    project = context.project()
    failed = False
    for place in files:
        if "://" not in place:
            _check_path(project, place)
    with context.locked(project):
        for name in files:
            if "://" in name:
                failed |= not _add_feed(context, project, name, license, look=look)
                project = load_project(project.folder)
                continue
            source = _source(project, name, license)
            known = next((one for one in project.sources if one.path and one.path == source.path), None)
            if known and not look:
                raise ConfigError(
                    f"is source {known.id!r} already", source.path or "", "Run `anthology build`."
                )
            entries, problem, passed_over = _entries(project, source)
            if entries:
                source = _named(source, entries)
                path = project.folder / (source.path or "")
                reader = recognise(path) if path.is_file() else None
                for line in _described(source, reader.FORMAT if reader else "folder", entries):
                    context.screen.out(line)
            for line in summaries(passed_over):
                context.screen.out(f"  {line}")
            if problem:
                failed = True
                context.screen.fail(str(problem))
            if entries and not look:
                declare(project, source)
                project = load_project(project.folder)
                context.screen.out(_added(source, "anthology build"))
    if failed:
        raise typer.Exit(1)


def _added(source: Source, following: str) -> str:
    return f"  added to {CONFIG_FILE.as_posix()} as source {source.id!r}; next: {following}"


def _check_path(project: Project, name: str) -> None:
    """Refuse a path at which nothing is, or which holds the project itself.

    Raises:
        ConfigError: If it is so.
    """
    path = Path(name).absolute()
    if not path.exists() and not glob.has_magic(name):
        remedy = f"The path starts from {Path.cwd()}."
        if _HOST.match(name):
            remedy += f" If it is an address, write it whole: https://{name}"
        raise ConfigError("there is no such file or folder", name, remedy)
    if project.conf.is_relative_to(path.resolve()) or path.resolve() == project.source_dir:
        raise ConfigError(
            "holds the book itself, and no posts but those it has", name, "Name a folder of posts."
        )


def _source(project: Project, name: str, license: str) -> Source:
    """Return the source that a file makes, under an id that no other has."""
    from anthology.declaring import shown_path

    path = Path(name).absolute()
    stem = path.name.split(".")[0]
    return Source(_free_id(project, stem), stem, shown_path(path, project.folder), license=license or None)


def _free_id(project: Project, words: str) -> str:
    stem = slugify(words, max_length=50) or "source"
    taken = {source.id for source in project.sources}
    number = 1
    while (chosen := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return chosen


def _add_feed(context: Context, project: Project, url: str, license: str, *, look: bool) -> bool:
    """Look at an address and declare what is there; tell whether it could be read."""
    from anthology.declaring import declare
    from anthology.fetching import looking
    from anthology.fetching.client import parsed
    from anthology.fetching.feeds import store
    from anthology.fetching.job import Job
    from anthology.fetching.run import client_for
    from anthology.sources.kept import folder_of

    screen = context.screen
    try:
        host = parsed(url).host
        screen.note(f"asking {host}")
        asked = Source(_free_id(project, host.removeprefix("www.")), host, url=url, license=license or None)
        seen = looking.look(client_for(project), asked)
    except SourceError as error:
        screen.fail(str(error))
        return False
    entries = list(seen.reading.entries)
    source = _named(seen.source, entries)
    if seen.remark:
        screen.note(seen.remark)
    if known := next((one for one in project.sources if one.url == source.url), None):
        raise ConfigError(f"is source {known.id!r} already", source.url or "", "Run `anthology fetch`.")
    is_list = seen.reading.form == "opml"
    count = f"{source.url}: opml, {seen.reading.feeds} feeds"
    for line in [count] if is_list else _described(source, seen.reading.form, entries):
        screen.out(line)
    problem = seen.reading.problem
    if not entries and not is_list:
        problem = problem or SourceError("has no posts yet", source.url or "", "Add it when it has some.")
    if problem:
        screen.fail(str(problem))
    if not entries and not is_list:
        return False
    if not look:
        declare(project, source)
        # After the settings: posts of a source that nobody declared would lie about for ever.
        store(
            Job(source, source.url or "", source.id, folder_of(source, project.folder)),
            seen.answer,
            seen.reading,
        )
        screen.out(_added(source, f"anthology fetch {source.id}" if is_list else "anthology build"))
    return problem is None


def _entries(project: Project, source: Source) -> tuple[list[Entry], SourceError | None, list[PassedOver]]:
    from anthology.curation import Decisions
    from anthology.sources import read

    entries: list[Entry] = []
    passed_over: list[PassedOver] = []
    try:
        boundaries = Decisions.load(project.conf / "decisions.toml").boundaries
        for entry in read(source, project.folder, boundaries, note=passed_over.append):
            entries.append(entry)
    except SourceError as error:
        return entries, error, passed_over
    return entries, None, passed_over


def _named(source: Source, entries: list[Entry]) -> Source:
    """Return the source under the name of the one blog it holds, if it holds one."""
    channels = {entry.channel.name for entry in entries if entry.channel}
    return replace(source, name=channels.pop()) if len(channels) == 1 else source


def _described(source: Source, form: str, entries: list[Entry]) -> Iterable[str]:
    """Say what was found: form, posts, span, blogs, what is missing, and where a boundary was guessed."""
    yield f"{source.path or source.url}: {form}, {counted(len(entries), 'post')}"
    days = sorted(entry.dated.value[:10] for entry in entries if entry.dated)
    if days:
        yield f"  from {days[0]} to {days[-1]}"
    channels = Counter(entry.channel.name for entry in entries if entry.channel)
    if channels:
        most = ", ".join(f"{name} ({count})" for name, count in channels.most_common(5))
        yield f"  {counted(len(channels), 'blog')}: {most}{', …' if len(channels) > 5 else ''}"
    for what, missing in (
        ("title", sum(entry.title is None for entry in entries)),
        ("author", sum(not entry.bylines for entry in entries)),
        ("date", sum(entry.dated is None for entry in entries)),
        ("address", sum(entry.url is None for entry in entries)),
    ):
        if missing:
            yield f"  {missing} without {what}"
    doubts = [
        (entry.origin.file, doubt) for entry in entries for doubt in entry.doubts if doubt.confidence < 1
    ]
    for file, doubt in doubts[:_DOUBTS_SHOWN]:
        yield f"  {file}:{doubt.line}: {doubt.what} ({doubt.confidence:.0%} sure)"
    if len(doubts) > _DOUBTS_SHOWN:
        yield f"  … and {len(doubts) - _DOUBTS_SHOWN} more doubts"
    if doubts:
        yield "  [[split]] and [[join]] in conf/decisions.toml settle them"
