"""`anthology init`: a new project that builds at once, and what build servers want of it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from anthology.cli.completion import list_of, one_of
from anthology.cli.context import Context, read_choices
from anthology.counting import counted
from anthology.starting import (
    PUBLISHERS,
    REQUIREMENTS,
    VOCABULARIES,
    add_publishers,
    is_project,
    make_project,
    requirement,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new or empty folder; with --with, a project too.")
    ],
    title: Annotated[str, typer.Option(help="Title of the book.")] = "Our anthology",
    vocabulary: Annotated[
        str,
        typer.Option(
            help=f"Names of releases, topics and projects. One of: {', '.join(VOCABULARIES)}.",
            autocompletion=one_of(VOCABULARIES),
        ),
    ] = "blank",
    publishers: Annotated[
        str,
        typer.Option(
            "--with",
            metavar="LIST",
            help=f"Add what builds and publishes the book, with commas between: {', '.join(PUBLISHERS)}.",
            autocompletion=list_of(tuple(PUBLISHERS)),
        ),
    ] = "",
) -> None:
    """Make a new project with two posts and a chapter, ready to build.

    In a project that is there already, --with adds its files and changes no other.

    Example: anthology init my-book --vocabulary openstack --with github

    Next: `anthology -C my-book build`.
    """
    context: Context = ctx.obj
    (words,) = read_choices("--vocabulary", vocabulary, VOCABULARIES, most=1)
    wanted = read_choices("--with", publishers, tuple(PUBLISHERS)) if publishers else ()
    if not (wanted and is_project(directory)):
        count = make_project(directory, title, words)
        context.screen.note(f"made {directory} with {counted(count, 'file')}")
    for path in add_publishers(directory, wanted) if wanted else ():
        context.screen.note(f"added {path.as_posix()}")
        if path == REQUIREMENTS and "REPOSITORY" in requirement():
            context.screen.warn(f"say in {path} where build servers get anthology from")
    context.screen.note(f"next: anthology -C {shlex.quote(str(directory))} build")
