"""`anthology new`: what people write, begun for them."""

from __future__ import annotations

from typing import Annotated

import typer

from anthology.cli.context import Context, JobsOption
from anthology.cli.corpus import catalogue_of


def register(app: typer.Typer) -> None:
    """Add the commands."""
    new = typer.Typer(no_args_is_help=True)
    new.command()(chapter)
    new.callback()(begin)
    app.add_typer(new, name="new")


def begin() -> None:
    """Begin something that people write.

    Example: anthology new chapter "The year of the move"

    Next: `anthology new chapter --help` tells what it makes.
    """


def chapter(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Title of the chapter.")],
    jobs: JobsOption = "auto",
) -> None:
    """Begin a chapter in source/chapters and list it in source/chapters/index.md.

    The new page has examples of what a chapter can do, with names from this book. No file is overwritten.

    Example: anthology new chapter "The year of the move"

    Next: write in it, and watch it with `anthology serve --open`.
    """
    from anthology.chapters.beginning import begin_chapter

    context: Context = ctx.obj
    project = context.project()
    path = begin_chapter(project, title, catalogue_of(context, jobs))
    context.screen.out(path.relative_to(project.folder).as_posix())
    context.screen.note("next: write in it, and watch it with `anthology serve --open`")
