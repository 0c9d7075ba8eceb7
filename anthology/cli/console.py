"""What a person sees while a command works: counted progress on a terminal, plain lines when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

T = TypeVar("T")

QUIET, NORMAL, VERBOSE = -1, 0, 1


class Screen:
    """Progress and messages on standard error, results on standard output.

    Args:
        verbosity: `QUIET` says errors only, `VERBOSE` adds seconds to each stage.
    """

    def __init__(self, verbosity: int = NORMAL) -> None:
        self.verbosity = verbosity
        self._err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

    def __reduce__(self) -> tuple[type[Screen], tuple[int]]:
        return Screen, (self.verbosity,)  # a console is its process's own

    def track(self, items: Iterable[T], stage: str, total: int | None = None) -> Iterator[T]:
        """Yield the items; show a bar on a terminal, one line at the end elsewhere."""
        if self.verbosity <= QUIET:
            yield from items
            return
        start, count = monotonic(), 0
        if self._err.is_terminal:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            with Progress(*columns, console=self._err, transient=True) as bars:
                task = bars.add_task(stage, total=total)
                for item in items:
                    count += 1
                    bars.advance(task)
                    yield item
        else:
            for item in items:
                count += 1
                yield item
        seconds = f" in {monotonic() - start:.1f} s" if self.verbosity >= VERBOSE else ""
        self.note(f"{stage}: {count}{seconds}")

    @contextmanager
    def stage(self, name: str, count: int | None = None) -> Iterator[None]:
        """Show on a terminal that work goes on; say what it took if verbose."""
        start = monotonic()
        showing = self._err.is_terminal and self.verbosity > QUIET
        with self._err.status(name) if showing else nullcontext():
            yield
        if self.verbosity >= VERBOSE:
            self.note(f"{name}{'' if count is None else f': {count}'} in {monotonic() - start:.1f} s")

    def note(self, text: str) -> None:
        """Say a finished fact, unless quiet."""
        if self.verbosity > QUIET:
            self._err.print(text)

    def warn(self, text: str) -> None:
        """Say what the user should know, even when quiet."""
        self._err.print(text, style="yellow")

    def fail(self, text: str) -> None:
        """Say what went wrong."""
        self._err.print(f"anthology: {text}", style="red")

    @staticmethod
    def out(text: str) -> None:
        """Write one line of result to standard output."""
        sys.stdout.write(text + "\n")
