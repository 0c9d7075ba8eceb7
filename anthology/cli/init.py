"""`anthology init`: a new project that builds at once."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from anthology.cli.context import Context
from anthology.conversion.myst import escape
from anthology.model import ConfigError

_VOCABULARIES = ("blank", "openstack")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    title: Annotated[str, typer.Option(help="Title of the book.")] = "Our anthology",
    vocabulary: Annotated[str, typer.Option(help=f"One of: {', '.join(_VOCABULARIES)}.")] = "blank",
) -> None:
    """Make a new project with two posts and a chapter, ready to build.

    Example: anthology init my-book --vocabulary openstack && anthology -C my-book build
    """
    context: Context = ctx.obj
    if vocabulary not in _VOCABULARIES:
        raise ConfigError(f"--vocabulary takes {' or '.join(_VOCABULARIES)}, not {vocabulary!r}")
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise ConfigError("is there already and not empty", str(directory), "Name a new folder.")
    template = files("anthology") / "templates" / "project"
    try:
        count = _copy(template, directory, {"title": title, "vocabulary": vocabulary})
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", str(error.filename or directory)) from error
    context.screen.note(f"made {directory} with {count} files")
    context.screen.note(f"next: anthology -C {directory} build")


def _copy(template: Traversable, target: Path, words: dict[str, str]) -> int:
    """Copy a folder of the package; `anthology.toml` and the front page have words to fill in."""
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for item in template.iterdir():
        name = ".gitignore" if item.name == "gitignore" else item.name
        if item.is_dir():
            if name != "__pycache__":
                count += _copy(item, target / name, words)
        else:
            text = item.read_text("utf-8")
            if name == "anthology.toml":
                text = Template(text).substitute(words, title=_toml_text(words["title"]))
            elif name == "index.md":
                text = Template(text).safe_substitute(words, title=escape(words["title"]))
            (target / name).write_text(text, "utf-8")
            count += 1
    return count


def _toml_text(text: str) -> str:
    """Return a text as the inside of a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
