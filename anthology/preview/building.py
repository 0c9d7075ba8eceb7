"""Building again and again, each time in a new process that has its modules loaded already.

A build forgets everything when it ends, so that the preview shows what `anthology build` makes, byte for
byte.  What would make that slow is importing Sphinx and the rest: on 2,000 posts about half as much work as a
saved chapter.  So a process that does nothing else imports them once, and is copied for every build.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from time import monotonic

from anthology.config import Project, load_project
from anthology.errors import AnthologyError
from anthology.lock import locked
from anthology.preview.board import Problem
from anthology.progress import Progress
from anthology.publish import publish
from anthology.sphinx_run import ENVIRONMENT

_WARNING = re.compile(r"(?P<where>.*?): (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<what>.*)")

_WAITING = "another run is at work on this book; waiting for it"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build.

    Attributes:
        problems: What somebody should mend.
        failed: Whether it made no book, so that the one before stands.
        seconds: How long it took.
    """

    problems: tuple[Problem, ...]
    failed: bool
    seconds: float


class Workshop:
    """Builds a book whenever it is asked to.

    Args:
        folder: The project.
        jobs: How many processes may convert posts side by side.
    """

    def __init__(self, folder: Path, jobs: int) -> None:
        self._folder = folder
        self._jobs = jobs
        # Where processes cannot be copied, each build starts from nothing and takes a little longer.
        self._context: ForkServerContext | SpawnContext = (
            multiprocessing.get_context("forkserver")
            if "forkserver" in multiprocessing.get_all_start_methods()
            else multiprocessing.get_context("spawn")
        )
        self._context.set_forkserver_preload(["anthology.preview.warm"])

    def build(self, progress: Progress, stages: Progress) -> Outcome:
        """Make the web site, as far as it is due.

        Args:
            progress: Told what is out of the ordinary.
            stages: Told of the stages, in the other process, so it must be possible to pickle it.
        """
        begun = monotonic()
        mine, other = self._context.Pipe(duplex=False)
        worker = self._context.Process(
            target=_work, args=(other, self._folder, self._jobs, stages), name="anthology build"
        )
        with _environment():
            worker.start()
        other.close()
        try:
            while isinstance(answer := mine.recv(), str):
                progress.note(answer)
            problems, failed = answer
        except EOFError:
            worker.join()
            what = f"the build stopped unexpectedly with exit code {worker.exitcode}"
            problems, failed = (Problem(what, "", "Run `anthology build`, which says more."),), True
        finally:
            mine.close()
            worker.join()
        return Outcome(problems, failed, monotonic() - begun)


def _work(answer: Connection, folder: Path, jobs: int, progress: Progress) -> None:
    # A key press ends all processes of the terminal, and this one has nothing to say about it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        project = load_project(folder)
        with locked(project, lambda: answer.send(_WAITING)):
            problems = build_site(project, jobs, progress)
        answer.send((problems, False))
    except AnthologyError as error:
        answer.send(((_told(error, folder),), True))


def build_site(project: Project, jobs: int, progress: Progress) -> tuple[Problem, ...]:
    """Do in this process what `anthology build --formats html` does.

    Returns:
        What should be mended.

    Raises:
        AnthologyError: If no site can be made.
    """
    from anthology.updating import update

    updated = update(project, progress, jobs)
    written = updated.written
    problems = [_told(error, project.folder) for error in updated.corpus.problems]
    problems += [Problem(one.what, f"source/{one.path}", one.remedy) for one in written.conflicts]
    problems += [Problem(missing) for missing in written.missing]
    for made in publish(project, ("html",), progress, jobs, run=in_this_process):
        problems += map(_problem, made.warnings)
    return tuple(problems)


def in_this_process(arguments: Sequence[str], listen: Callable[[Iterable[str]], None]) -> int:
    """Run a module that is loaded already; a thread hears what it says."""
    from sphinx.cmd.build import main as sphinx

    from anthology.volumes.__main__ import main as volumes

    mains: Mapping[str, Callable[[list[str]], int]] = {"sphinx": sphinx, "anthology.volumes": volumes}
    module, *words = arguments
    there, here = os.pipe()
    lines = os.fdopen(there, encoding="utf-8", errors="replace")
    listening = threading.Thread(target=listen, args=(lines,))
    listening.start()
    with lines, os.fdopen(here, "w", encoding="utf-8", errors="replace", buffering=1) as said:
        try:
            with redirect_stdout(said), redirect_stderr(said):
                return mains[module](words)
        finally:
            said.close()
            listening.join()


def _told(error: AnthologyError, folder: Path) -> Problem:
    return Problem(error.what, error.where.removeprefix(f"{folder.as_posix()}/"), error.remedy)


def _problem(warning: str) -> Problem:
    told = _WARNING.fullmatch(warning)
    return Problem(told["what"], told["where"]) if told else Problem(warning)


@contextmanager
def _environment() -> Iterator[None]:
    """Start processes in the environment that Sphinx is run in."""
    before = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
