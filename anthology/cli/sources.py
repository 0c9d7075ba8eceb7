"""`anthology sources` and `anthology remove`: what a book is made from, and one source less."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer

from anthology.cli.completion import source_ids
from anthology.cli.context import Context, JobsOption, JsonOption
from anthology.cli.corpus import corpus_of
from anthology.config import CONFIG_FILE
from anthology.counting import counted


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(sources)
    app.command()(remove)


def sources(ctx: typer.Context, as_json: JsonOption = False, jobs: JobsOption = "auto") -> None:
    """List the sources of the book: id, posts and how many of them it shows, and where they are read.

    Example: anthology sources

    Next: `anthology list --source ID`, `anthology fetch ID`, `anthology remove ID`.
    """
    context: Context = ctx.obj
    project, corpus = corpus_of(context, jobs)
    read = Counter(post.source.id for post in corpus.catalogue.posts)
    shown = Counter(post.source.id for post in corpus.catalogue.shown())
    rows = [
        {
            "id": source.id,
            "name": source.name,
            "path": source.path,
            "url": source.url,
            "license": source.license,
            "posts": read[source.id],
            "shown": shown[source.id],
        }
        for source in project.sources
    ]
    if as_json:
        context.screen.out(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max((len(source.id) for source in project.sources), default=0)
    for row in rows:
        counts = f"{row['posts']:>6} read, {row['shown']:>6} shown"
        context.screen.out(f"{row['id']:<{width}}  {counts}  {row['path'] or row['url']}")
    if not rows:
        context.screen.note("no sources yet; add one with `anthology add FILE` or `anthology add https://…`")


def remove(
    ctx: typer.Context,
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE", help="Ids of sources; see `anthology sources`.", autocompletion=source_ids
        ),
    ],
) -> None:
    """Take sources out of the book's settings; their files stay where they are.

    To take single posts out, see `anthology reject`.

    Example: anthology remove planet-2013-05

    Next: `anthology build`, which takes their posts out of the book.
    """
    from anthology.config import load_project
    from anthology.declaring import undeclare
    from anthology.sources.kept import folder_of

    context: Context = ctx.obj
    project = context.project()
    with context.locked(project):
        for source in project.sources_called(ids):
            undeclare(project, source.id)
            project = load_project(project.folder)
            folder = folder_of(source, project.folder)
            kept = folder.relative_to(project.folder) if folder.is_dir() else source.path
            context.screen.note(
                f"taken out of {CONFIG_FILE.as_posix()}: {source.id}; its posts stay in {kept}"
            )
    context.screen.note(f"{counted(len(project.sources), 'source')} left; next: anthology build")
