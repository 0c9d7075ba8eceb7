"""`anthology export`: the catalogue for other programs."""

from __future__ import annotations

import json

import typer

from anthology.cli.context import Context, JobsOption, read_jobs


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(ctx: typer.Context, jobs: JobsOption = "auto") -> None:
    """Print every post as a line of JSON.

    Progress goes to standard error, so that the lines can be piped.  Example: anthology export > posts.jsonl
    """
    from anthology import pipeline
    from anthology.export import record

    context: Context = ctx.obj
    corpus = pipeline.assemble(context.project(), context.screen, read_jobs(jobs))
    for problem in corpus.problems:
        context.screen.fail(str(problem))
    for post in corpus.catalogue.posts:
        context.screen.out(json.dumps(record(post), ensure_ascii=False))
    if corpus.problems:
        raise typer.Exit(1)
