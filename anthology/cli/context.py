"""What every command is given: where the project is and how to talk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from anthology.cli.console import Screen
from anthology.config import Project, find_project, load_project
from anthology.errors import ConfigError, did_you_mean
from anthology.lock import locked


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand before the command.

    Attributes:
        directory: Where `-C` points.
        screen: How to talk.
    """

    directory: Path
    screen: Screen

    def project(self) -> Project:
        """Find and read the project.

        Raises:
            ConfigError: If there is none, or its settings are wrong.
        """
        return load_project(find_project(self.directory))

    def locked(self, project: Project) -> AbstractContextManager[None]:
        """Keep a second run from writing the same book at the same time.

        Raises:
            AnthologyError: If another run does not end within ten minutes.
        """
        return locked(
            project, lambda: self.screen.note("another run is at work on this book; waiting for it")
        )


def read_jobs(value: str) -> int:
    """Return the number of processes meant by `-j`: a number, or `auto` for one a processor.

    Raises:
        ConfigError: If it is neither.
    """
    if value == "auto":
        return os.cpu_count() or 1
    if value.isdecimal() and 1 <= int(value) <= 256:
        return int(value)
    raise ConfigError(f"-j takes a number from 1 to 256 or `auto`, not {value!r}")


Name = TypeVar("Name", bound=str)


def read_choices(option: str, given: str, known: Sequence[Name], most: int | None = None) -> tuple[Name, ...]:
    """Return the names in a list with commas, in the order of those that are known.

    Args:
        option: What the list was given to.
        given: The list.
        known: The names that may stand in it.
        most: How many may.

    Raises:
        ConfigError: If a name is not known, or there are none or too many; suggests the nearest.
    """
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names or (most and len(names) > most):
        wrong = ", ".join(unknown or names) or "nothing"
        remedy = did_you_mean(unknown[0], known) if unknown else ""
        raise ConfigError(f"{option} takes {', '.join(known)}, not {wrong}", remedy=remedy)
    return tuple(name for name in known if name in names)


JobsOption = Annotated[
    str, typer.Option("-j", "--jobs", metavar="N|auto", help="Processes that convert posts side by side.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
