"""`anthology serve`: a preview that follows what is written."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anthology.cli.console import VERBOSE
from anthology.cli.context import Context, JobsOption, read_jobs
from anthology.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from anthology.cli.console import Screen
    from anthology.config import Project
    from anthology.preview.building import Outcome
    from anthology.progress import Progress

_SHOWN = 20
_NAMED = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    ctx: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; 0 takes any that is free.")
    ] = 8000,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the book in a browser.")] = False,
    jobs: JobsOption = "auto",
) -> None:
    """Show the web site while you write: what you save is built, and the browser reloads it.

    Chapters, settings, decisions and sources are watched.  Mistakes in them are shown here and in the
    browser, while the last good book stays.  Only this machine can see it.

    Example: anthology serve --open

    Next: Ctrl-C ends it; then `anthology build --strict`.
    """
    from anthology.preview.board import Board
    from anthology.preview.building import Workshop
    from anthology.preview.server import Server
    from anthology.preview.watching import Watch
    from anthology.progress import Silent

    context: Context = ctx.obj
    screen = context.screen
    project = context.project()
    workshop = Workshop(project.folder, read_jobs(jobs))
    board = Board()
    with (
        suppress(KeyboardInterrupt),
        Watch(project) as watch,
        Server(project.build_dir / "html", board, port) as server,
    ):
        screen.note(f"the book is at {server.url}  (Ctrl-C ends this)")
        if open_browser:
            webbrowser.open(server.url)
        stages: Progress = screen
        while True:
            board.begin()
            outcome = workshop.build(screen, stages)
            board.end(outcome.problems, failed=outcome.failed)
            _tell_outcome(screen, outcome)
            _tell_changed(screen, project, watch.wait())
            if screen.verbosity < VERBOSE:
                stages = Silent()  # the first build may be long; those that follow are not
    screen.note("ended")


def _tell_changed(screen: Screen, project: Project, paths: Iterable[Path]) -> None:
    # Editors write a file of their own first, which is gone again.
    there = [path for path in paths if path.exists()] or paths
    names = sorted(
        path.relative_to(project.folder).as_posix() if path.is_relative_to(project.folder) else str(path)
        for path in there
    )
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    screen.note(f"{', '.join(names[:_NAMED])}{more} changed")


def _tell_outcome(screen: Screen, outcome: Outcome) -> None:
    for problem in outcome.problems[:_SHOWN]:
        say = screen.fail if outcome.failed else screen.warn
        say(str(problem))
    if len(outcome.problems) > _SHOWN:
        screen.warn(f"… and {len(outcome.problems) - _SHOWN} more")
    if outcome.failed:
        screen.note("not built; the last good book stays, and the next change is tried")
    else:
        screen.note(f"built in {outcome.seconds:.1f} s, {counted(len(outcome.problems), 'warning')}")
