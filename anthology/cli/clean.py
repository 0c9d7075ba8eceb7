"""`anthology clean`: back to what people wrote."""

from __future__ import annotations

import shutil

import typer

from anthology.cli.context import Context
from anthology.counting import counted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clean)


def clean(ctx: typer.Context) -> None:
    """Remove what the tool generated, and nothing else.

    Pages that a person changed since they were written stay, and are named.

    Example: anthology clean

    Next: `anthology build` makes everything anew.
    """
    from anthology import pages
    from anthology.publish import FORMATS
    from anthology.report import CHANGES_FILE, REPORT_FILE

    context: Context = ctx.obj
    project = context.project()
    with context.locked(project):
        report = pages.clean(project.source_dir)
        for conflict in report.conflicts:
            context.screen.warn(str(conflict))
        names = ("cache", *FORMATS)
        made = [folder for name in names if (folder := project.build_dir / name).is_dir()]
        for folder in made:
            shutil.rmtree(folder)
        for path in (CHANGES_FILE, REPORT_FILE, *(path.name for path in project.build_dir.glob(".*.json"))):
            (project.build_dir / path).unlink(missing_ok=True)
    files, folders = counted(len(report.removed), "file"), counted(len(made), "folder")
    context.screen.note(f"removed {files} from source/ and {folders} from build/")
