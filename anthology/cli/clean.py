"""`anthology clean`: back to what people wrote."""

from __future__ import annotations

import shutil

import typer

from anthology.cli.context import Context


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clean)


def clean(ctx: typer.Context) -> None:
    """Remove what the tool generated, and nothing else.

    Pages that a person changed since they were written stay, and are named.
    """
    from anthology import pages

    context: Context = ctx.obj
    project = context.project()
    with context.locked(project):
        report = pages.clean(project.source_dir)
        for conflict in report.conflicts:
            context.screen.warn(str(conflict))
        made = [folder for name in ("html", "pdf", "cache") if (folder := project.build_dir / name).is_dir()]
        for folder in made:
            shutil.rmtree(folder)
    context.screen.note(
        f"removed {len(report.removed)} files from source/ and {len(made)} folders from build/"
    )
