"""`anthology build`: everything that is due, from sources to web site, PDF and e-book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from anthology.cli.completion import list_of
from anthology.cli.console import Screen
from anthology.cli.context import Context, JobsOption, read_choices, read_jobs
from anthology.counting import counted
from anthology.publish import DEFAULT_FORMATS, FORMATS

if TYPE_CHECKING:
    from anthology.build_report import Warned

_SHOWN = 20
SET_ASIDE = "[anthology.print_set_aside]"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(build)


def build(
    ctx: typer.Context,
    formats: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help=f"What to make, with commas between: {', '.join(FORMATS)}.",
            autocompletion=list_of(FORMATS),
        ),
    ] = ",".join(DEFAULT_FORMATS),
    jobs: JobsOption = "auto",
    executor: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Convert posts on a Dask cluster, such as dask://host:8786, instead of this machine.",
        ),
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on any warning.")] = False,
) -> None:
    """Make the book: read the sources, write the pages, publish them.

    Only what changed since the last build is done again.  A book that lacks something comes out all the same,
    with 1 as exit code and every problem named.

    Example: anthology build --formats html

    Next: open build/html/index.html, and see `anthology check` for what needs an editor.
    """
    from anthology.build_report import warned, write_report
    from anthology.executors import read_executor
    from anthology.progress import Timed
    from anthology.publish import publish
    from anthology.report import CHANGES_FILE
    from anthology.sources.passed_over import summaries
    from anthology.updating import update

    context: Context = ctx.obj
    screen = context.screen
    wanted = read_choices("--formats", formats, FORMATS)
    processes = read_jobs(jobs)
    scheduler = read_executor(executor)
    project = context.project()
    outputs = []
    progress = Timed(screen)
    with context.locked(project):
        updated = update(project, progress, processes, scheduler)
        corpus, written = updated.corpus, updated.written
        for problem in corpus.problems:
            screen.fail(str(problem))
        for line in summaries(corpus.passed_over):
            screen.note(f"{line}; see `anthology check`")
        for conflict in written.conflicts:
            screen.warn(str(conflict))
        done = (
            f"{len(written.written)} written, {len(written.removed)} removed, {written.unchanged} unchanged"
        )
        screen.note(f"pages: {done}")
        if updated.changes:
            screen.note(f"{counted(updated.changes, 'change')} since the last build: build/{CHANGES_FILE}")
        told = list(written.missing)
        for output in publish(project, wanted, progress, processes):
            outputs.append(output)
            told += output.warnings
        warnings = warned(told, corpus.catalogue)
        # A post that is missing from the PDF is worse than what can be read all the same.
        warnings.sort(key=lambda warning: SET_ASIDE not in warning.text)
        write_report(project, corpus, written, outputs, warnings=warnings, stages=progress.stages)
    _say(warnings, screen, strict)
    shown = corpus.catalogue.shown()
    authors = len({author.id for post in shown for author in post.authors})
    counts = f"{counted(len(shown), 'post')} by {counted(authors, 'author')}"
    screen.note(f"{counts}, {counted(len(warnings), 'warning')}")
    if corpus.catalogue.warnings:
        screen.note(
            f"{counted(len(corpus.catalogue.warnings), 'doubt')} for an editor: see `anthology check`"
        )
    for output in outputs:
        screen.note(f"made {output.path.relative_to(project.folder).as_posix()} ({output.detail})")
    if corpus.problems or written.conflicts or (strict and warnings):
        raise typer.Exit(1)


def _say(warnings: Sequence[Warned], screen: Screen, strict: bool) -> None:
    for warning in warnings[:_SHOWN]:
        say = screen.fail if strict and SET_ASIDE in warning.text else screen.warn
        say(str(warning))
    if len(warnings) > _SHOWN:
        screen.warn(f"… and {len(warnings) - _SHOWN} more: all are in build/report.json")
