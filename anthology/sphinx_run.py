"""Running Sphinx, and trusting what it made only when it ended well.

A process of its own gives back the memory of the stages before, keeps Sphinx's global state out of ours and
makes what runs the same as `sphinx-build` by hand.  All builders share one folder of doctrees, so that a
page is parsed once whatever the number of formats.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from anthology.config import Project
from anthology.errors import AnthologyError, ConfigError
from anthology.faults import why_it_stopped
from anthology.progress import Progress
from anthology.standing import Standing

ENVIRONMENT: Mapping[str, str] = {
    # A locale that the machine lacks stops Sphinx, and the book must not depend on one that it has.
    "LC_ALL": "C",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
}
"""What Sphinx is run in, so that the same pages come out everywhere."""

_PATIENCE = 10
"""Seconds that Sphinx may take to end when it is told to."""

_INCOMPLETE = re.compile(
    r"error writing file|Ignored unreadable document|Failed to copy a file|cannot copy (?:image|downloadable)"
)
"""What Sphinx takes for a warning although the book lacks something."""

_LAST_WORDS = 12
"""Lines of Sphinx's own output that are shown where it fails."""

Runner = Callable[[Sequence[str], Callable[[Iterable[str]], None]], int]
"""Runs a module with arguments, lets a listener hear the lines it says, and returns its exit code."""


def in_new_process(arguments: Sequence[str], listen: Callable[[Iterable[str]], None]) -> int:
    """Run a module as a command of its own."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter, arguments as a list
        [sys.executable, "-m", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **ENVIRONMENT},
    ) as process:
        assert process.stdout is not None  # noqa: S101 - stdout=PIPE
        try:
            listen(process.stdout)
        except BaseException:
            _end(process)
            raise
    return process.returncode


def _end(process: subprocess.Popen[str]) -> None:
    """End a process and what it has started, as Ctrl-C would."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


def run_sphinx(
    project: Project,
    builder: str,
    out: Path,
    progress: Progress,
    *,
    run: Runner,
    settings: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Run one Sphinx builder; return its warnings.

    Args:
        project: The project.
        builder: Sphinx's name of the builder.
        out: The folder it writes to.
        progress: Is told of each page.
        run: How it is run.
        settings: Values of `conf.py` that differ for this run; only such as change no page's doctree.

    Raises:
        AnthologyError: If Sphinx stopped without finishing.
        ConfigError: If what it begins with is not there.
    """
    if not (project.conf / "conf.py").is_file():
        raise ConfigError(
            "is not there, and Sphinx begins with it",
            "conf/conf.py",
            "Take it back from version control, or from a new project: `anthology init DIR`.",
        )
    log = _log_file(project, builder)
    log.parent.mkdir(parents=True, exist_ok=True)
    doctrees = project.build_dir / "cache" / "doctrees"
    words: list[str | Path] = ["sphinx", "-b", builder, "-c", project.conf, "-d", doctrees, "-w", log]
    words += [part for name, value in (settings or {}).items() for part in ("-D", f"{name}={value}")]
    words += ["-n", "-N", project.source_dir, out]
    return _run(project, builder, out, [str(word) for word in words], progress, run=run)


def run_volumes(
    project: Project, out: Path, progress: Progress, jobs: int, *, run: Runner
) -> tuple[str, ...]:
    """Build a web site in volumes, each by a Sphinx of its own; return their warnings.

    Args:
        project: The project.
        out: The folder of the site.
        progress: Is told of each page.
        jobs: How many volumes are built at once.
        run: How what starts them is run.

    Raises:
        AnthologyError: If one of them stopped without finishing.
    """
    work = project.build_dir / "cache" / "volumes"
    places = [project.source_dir, project.conf, work, out, _log_file(project, "html")]
    command = ["anthology.volumes", *map(str, places), str(jobs)]
    return _run(project, "html", out, command, progress, run=run, parts=(work,))


def _run(
    project: Project,
    builder: str,
    out: Path,
    arguments: Sequence[str],
    progress: Progress,
    *,
    run: Runner,
    parts: Sequence[Path] = (),
) -> tuple[str, ...]:
    """Run a module that runs Sphinx, unless what it made still stands; return its warnings.

    Args:
        project: The project.
        builder: Sphinx's name of the builder.
        out: The folder that it makes.
        arguments: The module and its arguments.
        progress: Is told of each page.
        run: How it is run.
        parts: The folders of what it is made from, where Sphinx writes there.
    """
    command = [sys.executable, "-m", *arguments]
    standing = Standing(_log_file(project, builder).with_suffix(".state"), project, command, out)
    if standing.holds():
        progress.note(f"building {builder}: nothing changed since it was last made")
        return _warnings(project, builder)
    standing.forget()
    tail: deque[str] = deque(maxlen=_LAST_WORDS)

    def listen(lines: Iterable[str]) -> None:
        for _ in progress.track(_steps(lines, tail), f"building {builder}"):
            pass

    _distrust((out, *parts), unfinished := _log_file(project, builder).with_suffix(".unfinished"))
    code = run(arguments, listen)
    warnings = _warnings(project, builder)
    incomplete = [line for line in warnings if _INCOMPLETE.search(line)]
    if code or incomplete:
        raise _failure(builder, code, tail, incomplete)
    unfinished.unlink()
    standing.keep()
    return warnings


def _warnings(project: Project, builder: str) -> tuple[str, ...]:
    log = _log_file(project, builder)
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else ()
    return tuple(_relative(line, project) for line in lines)


def _failure(builder: str, code: int, tail: Iterable[str], incomplete: Sequence[str]) -> AnthologyError:
    """Return what to tell of a run that made no whole book: its exit code, last words, telling warnings."""
    if why := why_it_stopped(code, [*tail, *incomplete]):
        return AnthologyError(f"Sphinx's {builder} builder stopped: {why.what}", why.where, why.remedy)
    if not code:
        return AnthologyError(
            f"Sphinx's {builder} builder made no whole book",
            remedy="Look whether these files can be read and written:\n    " + "\n    ".join(incomplete),
        )
    return AnthologyError(
        f"Sphinx's {builder} builder stopped with exit code {code}",
        remedy="Its last words:\n    " + "\n    ".join(tail),
    )


def _distrust(folders: Iterable[Path], unfinished: Path) -> None:
    """Remove what a run left half-written which was killed or had no room, so that it is made anew.

    Args:
        folders: Where the run wrote.
        unfinished: A file that is there while the builder works.
    """
    try:
        since = unfinished.stat().st_mtime_ns
    except FileNotFoundError:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        return
    for folder in folders:
        for page in folder.rglob("*.html"):
            if page.stat().st_mtime_ns >= since and not page.read_bytes().rstrip().endswith(b"</html>"):
                page.unlink()
        for scratch in folder.rglob(".*.part"):
            scratch.unlink()


def _log_file(project: Project, builder: str) -> Path:
    return project.build_dir / "cache" / f"{builder}-warnings.txt"


def _steps(lines: Iterable[str], tail: deque[str]) -> Iterator[str]:
    """Yield the lines that say a step is done; put the others into a tail."""
    for line in lines:
        text = line.rstrip()
        # On build servers Sphinx redraws one line: each step begins with an escape that clears it.
        if re.match(r"(?:\x1b\[2K)?(reading sources|writing output|copying images)\.\.\. \[", text):
            yield text
        elif text:
            tail.append(text)


def _relative(line: str, project: Project) -> str:
    return line.replace(f"{project.folder.as_posix()}/", "")
