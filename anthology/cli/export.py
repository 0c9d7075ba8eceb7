"""`anthology export`: the catalogue for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from anthology.cli.completion import one_of
from anthology.cli.context import Context, JobsOption, read_choices, read_jobs
from anthology.counting import counted
from anthology.export import FORMATS, lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    ctx: typer.Context,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of: {', '.join(FORMATS)}.",
            autocompletion=one_of(tuple(FORMATS)),
        ),
    ] = "jsonl",
    jobs: JobsOption = "auto",
) -> None:
    """Print the catalogue for other programs: every post a line of JSON, a table, citations, a feed.

    Progress goes to standard error, so that the lines can be piped.  Exits with 1 when a source could not be
    read: what could be is printed all the same.

    Example: anthology export > posts.jsonl

    Next: the guide, "Formats", tells what every field means.
    """
    from anthology import pipeline

    context: Context = ctx.obj
    (wanted,) = read_choices("--format", form, tuple(FORMATS), most=1)
    project = context.project()
    corpus = pipeline.assemble(project, context.screen, read_jobs(jobs))
    for problem in corpus.problems:
        context.screen.fail(str(problem))
    for line in lines(corpus.catalogue, wanted, project.settings.book.title):
        context.screen.out(line)
    if wanted == "atom" and (without := sum(not post.dated for post in corpus.catalogue.shown())):
        context.screen.note(f"left out: {counted(without, 'post')} without a date, which a feed must give")
    if corpus.problems:
        raise typer.Exit(1)
