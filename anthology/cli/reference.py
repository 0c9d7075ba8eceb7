"""The guide's reference pages, made from what the program itself says: commands and settings.

    python -m anthology.cli.reference source/guide

writes `commands.md` and `settings.md` anew; a test fails while the files differ from it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from typer.main import get_command

from anthology.cli import app
from anthology.config import Settings
from anthology.files import write_atomically

_HEAD = """---
web-only: true
---

# {title}

% Written by `python -m anthology.cli.reference source/guide`; change the help texts in the program instead.

"""
_COMMANDS = """The options of `anthology` itself stand before the command: `anthology -C my-book build`.
Without `-C`, the project is looked for in the folder you are in, then in the folders above it.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | the book has problems, and every one was named |
| 2 | the command or a file in `conf/` is wrong |
| 130 | interrupted; the next run goes on from what was finished |

Results go to standard output, progress and warnings to standard error.
"""
_SETTINGS = """All settings stand in `conf/anthology.toml`.
Every key has a default, except those marked as required.
A key that is not in these tables is an error, and the message suggests the right one.
"""
_TYPES: Mapping[object, str] = {int: "A whole number.", float: "A number.", bool: "`true` or `false`."}


class _Parameter(Protocol):
    """The part of a click parameter that is shown."""

    name: str
    param_type_name: str
    opts: list[str]
    metavar: str | None
    default: Any
    required: bool
    nargs: int
    is_flag: bool
    help: str | None


class _Command(Protocol):
    """The part of a click command that is shown."""

    name: str
    help: str | None
    params: list[_Parameter]
    commands: dict[str, _Command]


def command_reference() -> str:
    """Return the page of commands, in MyST."""
    program = cast("_Command", get_command(app))
    parts = [_HEAD.format(title="Commands"), _COMMANDS, "\n## anthology\n\n", *_described(program)]
    for name, command in program.commands.items():
        parts += [f"\n## anthology {name}\n\n", *_described(command, name)]
        for inner, part in getattr(command, "commands", {}).items():
            parts += [f"\n### anthology {name} {inner}\n\n", *_described(part, f"{name} {inner}")]
    return "".join(parts)


def settings_reference() -> str:
    """Return the page of settings, in MyST."""
    parts = [_HEAD.format(title="Settings"), _SETTINGS]
    for name, field in Settings.model_fields.items():
        model = _model_of(field.annotation)
        if model is None:
            raise TypeError(f"settings.{name} is no table")
        words = " ".join((model.__doc__ or "").split())
        head, _, said = words.partition(": ")
        parts.append(f"\n## {head}\n\n{said[:1].upper()}{said[1:]}\n\n")
        parts.append("| key | default | meaning |\n| --- | --- | --- |\n")
        for key, one in model.model_fields.items():
            default = "required" if one.is_required() else _value(one.get_default())
            meaning = _cell(f"{one.description or ''} {_kind(one.annotation)}")
            parts.append(f"| `{key}` | {default} | {meaning} |\n")
    return "".join(parts)


def write_reference(folder: Path) -> None:
    """Write both pages below a folder."""
    write_atomically(folder / "commands.md", command_reference().encode())
    write_atomically(folder / "settings.md", settings_reference().encode())


def _described(command: _Command, name: str = "") -> Iterator[str]:
    """Yield what a command does, how it is called, and its arguments and options."""
    shown = [one for one in command.params if "completion" not in one.name]
    arguments = [one for one in shown if one.param_type_name == "argument"]
    words = ["anthology", *([name] if name else []), "[OPTIONS]", *map(_argument, arguments)]
    usage = " ".join([*words, *(["COMMAND …"] if hasattr(command, "commands") else [])])
    said, *parts = (" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    yield f"{said}\n\n```text\n{usage}\n```\n"
    for part in parts:
        example = part.removeprefix("Example: ")
        yield f"\n{part}\n" if example == part else f"\nExample:\n\n```text\n{example}\n```\n"
    yield "\n| argument or option | default | meaning |\n| --- | --- | --- |\n"
    for one in shown:
        yield f"| {_names(one)} | {_default(one)} | {_cell(one.help or '')} |\n"
    yield "| `-h`, `--help` | | Show this text and exit. |\n"


def _argument(one: _Parameter) -> str:
    """Return an argument as it stands in a usage line."""
    name = (one.metavar or one.name.upper()) + ("…" if one.nargs < 0 else "")
    return name if one.required else f"[{name}]"


def _names(one: _Parameter) -> str:
    if one.param_type_name == "argument":
        return f"`{_bar(_argument(one))}`"
    takes = "" if one.is_flag else f" {_bar(one.metavar or 'TEXT')}"
    return ", ".join(f"`{name}{takes}`" for name in sorted(one.opts, key=len))


def _default(one: _Parameter) -> str:
    if one.param_type_name == "argument":
        return "required" if one.required else ""
    plain = isinstance(one.default, str | int | Path) and not isinstance(one.default, bool)
    return f"`{one.default}`" if plain and str(one.default) else ""


def _model_of(annotation: object) -> type[BaseModel] | None:
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _kind(annotation: object) -> str:
    """Return what a field takes, as a sentence; nothing for text, which most take."""
    if get_origin(annotation) is Literal:
        return "One of " + ", ".join(f"`{one}`" for one in get_args(annotation)) + "."
    kinds = get_args(annotation) or (annotation,)
    return next((_TYPES[one] for one in kinds if one in _TYPES), "")


def _value(value: object) -> str:
    if value is None or value is PydanticUndefined:
        return "none"
    if value == "":
        return "empty"
    return f"`{_bar(str(value).lower() if isinstance(value, bool) else str(value))}`"


def _cell(text: str) -> str:
    return _bar(" ".join(text.split()))


def _bar(text: str) -> str:
    """Return a text in which no bar ends a table's cell."""
    return text.replace("|", r"\|")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
