"""The command line: one short module a command; parsing and printing only."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from anthology import __version__
from anthology.cli import (
    add,
    build,
    check,
    clean,
    convert,
    export,
    fetch,
    init,
    listing,
    new,
    review,
    serve,
    sources,
)
from anthology.cli.console import Screen
from anthology.cli.context import Context
from anthology.errors import AnthologyError, ConfigError
from anthology.faults import explained


class _InterruptedError(Exception):
    """Somebody pressed Ctrl-C."""


_BEFORE_COMMANDS = ("-C", "-q", "--quiet", "-v", "--verbose", "--version")


class _Commands(TyperGroup):
    """Lets an interruption out: typer itself ends the process without a word."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Find the command that is meant; options that stand before every command may not come after it."""
        found = super().resolve_command(ctx, args)
        name, _, rest = found
        for word in takewhile(lambda word: word != "--", rest):
            if word in _BEFORE_COMMANDS:
                raise ConfigError(
                    f"{word} stands before the command",
                    remedy=f"Write: anthology {word}{' DIR' if word == '-C' else ''} {name} …",
                )
        return found

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - click's context, which typer has under another name
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _InterruptedError from None


app = typer.Typer(
    name="anthology",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `anthology init my-book`, then `anthology -C my-book build`.",
)
PANELS: Mapping[str, tuple[ModuleType, ...]] = {
    "Begin and collect": (init, add, sources, fetch),
    "Write and publish": (new, serve, build, clean),
    "Review": (review, listing, check),
    "For other programs": (export, convert),
}
for panel, modules in PANELS.items():
    for module in modules:
        module.register(app)
    for command in app.registered_commands:
        command.rich_help_panel = command.rich_help_panel or panel
    for group in app.registered_groups:
        group.rich_help_panel = group.rich_help_panel or panel


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"anthology {__version__}")
        raise typer.Exit


@app.callback()
def anthology(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="The project, or a folder inside it.", file_okay=False)
    ] = Path(),
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say only what went wrong.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Tell seconds and details.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn the posts a community wrote over years into a book that lasts."""
    ctx.obj = Context(directory, Screen(verbose - quiet))


def main() -> None:
    """Run the command line and end the process.

    Exit codes: 0 done; 1 the book has problems, all named; 2 wrong usage or configuration; 130 interrupted.
    """
    try:
        app()
    except AnthologyError as error:
        Screen().fail(str(error).removeprefix(f"{Path.cwd().as_posix()}/"))
        sys.exit(2 if isinstance(error, ConfigError) else 1)
    except (KeyboardInterrupt, _InterruptedError):
        Screen().fail("interrupted; the next run goes on from what was finished")
        sys.exit(130)
    except BrokenPipeError:  # `anthology export | head`: nobody reads on, and that is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (OSError, MemoryError, sqlite3.OperationalError) as error:
        known = explained(error)
        if known is None:
            raise
        Screen().fail(str(known))
        sys.exit(1)
