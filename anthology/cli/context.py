"""What every command is given: where the project is and how to talk."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from anthology.cli.console import Screen
from anthology.config import Project, find_project, load_project
from anthology.lock import locked
from anthology.model import ConfigError


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


JobsOption = Annotated[
    str, typer.Option("-j", "--jobs", metavar="N|auto", help="Processes that convert posts side by side.")
]
