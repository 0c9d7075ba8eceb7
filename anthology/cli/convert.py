"""`anthology convert`: one HTML file as MyST, to see what the converter does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from anthology.cli.context import Context
from anthology.errors import SourceError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(convert)


def convert(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A file of HTML, or - for standard input.")],
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="What relative links start from.")
    ] = None,
) -> None:
    """Print an HTML fragment as MyST Markdown; what could not be kept is named on standard error.

    Example: anthology convert post.html > post.md

    Next: put it into a folder of posts, and name that with `anthology add`.
    """
    from anthology.conversion.html import convert_html

    context: Context = ctx.obj
    body = convert_html(_read(file), base_url)
    context.screen.out(body.myst.rstrip("\n"))
    for loss in body.losses:
        context.screen.warn(f"lost: {loss.what} ({loss.where}): {loss.why}")


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror}", file, "Name a file, or - for standard input."
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(
            "is not UTF-8 text", f"{file}:{line}", "Convert the file to UTF-8 first."
        ) from error
