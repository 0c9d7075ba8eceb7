"""Processes that each build one part of a book, so many at a time; the first that fails ends the others."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from anthology.errors import AnthologyError
from anthology.executors import end_with_parent

FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None
"""How processes start: as copies of one that has loaded Sphinx and the catalogue; None where none can."""


class PartError(AnthologyError):
    """A process ended before its part of the book was made."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does.

    Attributes:
        name: What it is called where something goes wrong.
        run: The work; it ends the process with another code than 0 where it fails.
        done: Called in this process when the work is done.
    """

    name: str
    run: Callable[[], None]
    done: Callable[[], None] = lambda: None


def start(task: Task) -> BaseProcess:
    """Start a process that does a task."""
    assert FORK is not None  # noqa: S101 - asked before
    sys.stdout.flush()
    process = FORK.Process(target=_work, args=(task.run,), name=task.name, daemon=True)
    process.start()
    return process


def _work(run: Callable[[], None]) -> None:
    end_with_parent()
    run()


def finish(process: BaseProcess) -> None:
    """Wait for a process.

    Raises:
        PartError: If it failed.
    """
    process.join()
    if process.exitcode:
        code = process.exitcode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"stopped with exit code {code}"
        raise PartError(f"{process.name} {how}")


def together(tasks: Iterable[Task], jobs: int) -> None:
    """Do tasks, at most so many at a time.

    Raises:
        PartError: If one failed; the others are ended.
    """
    waiting = list(tasks)
    running: dict[int, tuple[BaseProcess, Task]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                task = waiting.pop(0)
                process = start(task)
                running[process.sentinel] = process, task
            for sentinel in wait(running):
                assert isinstance(sentinel, int)  # noqa: S101
                process, task = running.pop(sentinel)
                finish(process)
                task.done()
    finally:
        for process, _ in running.values():
            process.terminate()
            process.join()
