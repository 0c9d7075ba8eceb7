"""From MyST pages to a web site, PDF, e-book and LaTeX: Sphinx run in a process of its own.

A process of its own gives back the memory of the stages before, keeps Sphinx's global state out of ours and
makes what runs the same as `sphinx-build` by hand.  All builders share one folder of doctrees, so that a
page is parsed once whatever the number of formats.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from anthology.config import Project
from anthology.model import AnthologyError
from anthology.progress import Progress
from anthology.standing import Standing
from anthology.volumes.processes import FORK

Format = Literal["html", "pdf", "epub", "latex"]
FORMATS: tuple[Format, ...] = get_args(Format)
DEFAULT_FORMATS: tuple[Format, ...] = ("html", "pdf")

ENVIRONMENT: Mapping[str, str] = {
    # A locale that the machine lacks stops Sphinx, and the book must not depend on one that it has.
    "LC_ALL": "C",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
}
"""What Sphinx is run in, so that the same pages come out everywhere."""

LAST_WORDS = 12
"""Lines of Sphinx's own output that are shown where it fails."""


@dataclass(frozen=True, slots=True)
class Output:
    """Something that was made.

    Attributes:
        format: Which of the formats it is.
        path: The file to open.
        detail: Its size in the unit readers think in.
        warnings: What went wrong on the way without keeping it from being made, one line each.
    """

    format: Format
    path: Path
    detail: str
    warnings: tuple[str, ...] = ()


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
        listen(process.stdout)
    return process.returncode


def publish(
    project: Project,
    formats: tuple[Format, ...],
    progress: Progress,
    jobs: int = 1,
    run: Runner = in_new_process,
) -> Iterator[Output]:
    """Make each format in turn.

    Args:
        project: The project.
        formats: What to make.
        progress: Is told of each page.
        jobs: How many processes may build a site in volumes.
        run: How Sphinx is run.

    Raises:
        AnthologyError: If a format cannot be made at all.
    """
    makers: dict[Format, Callable[[Project, Progress, Runner], Iterator[Output]]] = {
        "html": partial(_html, jobs=jobs),
        "pdf": _pdf,
        "epub": _epub,
        "latex": _latex,
    }
    for wanted in formats:
        yield from makers[wanted](project, progress, run)


def _html(project: Project, progress: Progress, run: Runner, jobs: int) -> Iterator[Output]:
    out = project.build_dir / "html"
    if project.settings.book.volumes == "cycle" and FORK:
        work, log = project.build_dir / "cache" / "volumes", _log_file(project, "html")
        places = [project.source_dir, project.conf, work, out, log]
        command = ["anthology.volumes", *map(str, places), str(jobs)]
        warnings = _run(project, "html", out, command, progress, run=run)
    else:
        warnings = _sphinx(project, "html", out, progress, run=run)
    pages = sum(1 for _ in out.rglob("*.html"))
    yield Output("html", out / "index.html", f"{pages} pages", warnings)


def _pdf(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    from anthology.typesetting.compile import compile_pdf
    from anthology.typesetting.volumes import read_volumes

    settings = project.settings.pdf
    typst = project.build_dir / "cache" / "typst"
    memory = max(1, round(settings.memory * 1000))
    warnings = _sphinx(
        project,
        "typst",
        typst,
        progress,
        run=run,
        settings={"anthology_pdf_volumes": settings.volumes, "anthology_pdf_memory": str(memory)},
    )
    volumes, reason = read_volumes(typst)
    if reason:
        progress.note(reason)
    folder = project.build_dir / "pdf"
    folder.mkdir(parents=True, exist_ok=True)
    name = pdf_name(project)
    files = {volume.id: folder / f"{'-'.join(filter(None, (name, volume.id)))}.pdf" for volume in volumes}
    for stale in {folder / f"{name}.pdf", *folder.glob(f"{glob.escape(name)}-*.pdf")} - set(files.values()):
        stale.unlink(missing_ok=True)
    for volume in volumes:
        name = f"typesetting {f'the volume {volume.name!r}' if volume.id else 'the PDF'}"
        progress.note(name)
        file = files[volume.id]
        with progress.stage(name):
            report = compile_pdf(typst, file, paper=settings.paper, volume=volume.id)
        yield Output("pdf", file, f"{report.pages} pages", (*warnings, *report.warnings))
        warnings = ()


def _epub(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    work = project.build_dir / "cache" / "epub"
    warnings = _sphinx(
        project, "epub", work, progress, run=run, settings={"epub_basename": pdf_name(project)}
    )
    file = project.build_dir / "epub" / f"{pdf_name(project)}.epub"
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    shutil.copyfile(work / file.name, part)
    part.replace(file)
    yield Output("epub", file, f"{file.stat().st_size / 1000:,.0f} KB", warnings)


def _latex(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    out = project.build_dir / "latex"
    for stale in out.glob("*.tex"):
        stale.unlink()
    warnings = _sphinx(project, "latex", out, progress, run=run)
    file = next(iter(sorted(out.glob("*.tex"))), None)
    if file is None:
        raise AnthologyError("Sphinx wrote no LaTeX file", str(out), "Look at latex_documents in conf.py.")
    yield Output("latex", file, "`make` in its folder makes a PDF with xelatex", warnings)


def pdf_name(project: Project) -> str:
    """Return the file name of PDF and e-book without extension."""
    from slugify import slugify

    return project.settings.pdf.name or slugify(project.settings.book.title, max_length=60) or "book"


def _sphinx(
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
    """
    log = _log_file(project, builder)
    log.parent.mkdir(parents=True, exist_ok=True)
    doctrees = project.build_dir / "cache" / "doctrees"
    words: list[str | Path] = ["sphinx", "-b", builder, "-c", project.conf, "-d", doctrees, "-w", log]
    words += [part for name, value in (settings or {}).items() for part in ("-D", f"{name}={value}")]
    words += ["-n", "-N", project.source_dir, out]
    return _run(project, builder, out, [str(word) for word in words], progress, run=run)


def _run(
    project: Project, builder: str, out: Path, arguments: Sequence[str], progress: Progress, *, run: Runner
) -> tuple[str, ...]:
    """Run a module that runs Sphinx, unless what it made still stands; return its warnings."""
    command = [sys.executable, "-m", *arguments]
    standing = Standing(_log_file(project, builder).with_suffix(".state"), project, command, out)
    if standing.holds():
        progress.note(f"building {builder}: nothing changed since it was last made")
        return _warnings(project, builder)
    standing.forget()
    tail: deque[str] = deque(maxlen=LAST_WORDS)

    def listen(lines: Iterable[str]) -> None:
        for _ in progress.track(_steps(lines, tail), f"building {builder}"):
            pass

    if code := run(arguments, listen):
        raise AnthologyError(
            f"Sphinx's {builder} builder stopped with exit code {code}",
            remedy="Its last words:\n    " + "\n    ".join(tail),
        )
    warnings = _warnings(project, builder)
    standing.keep()
    return warnings


def _warnings(project: Project, builder: str) -> tuple[str, ...]:
    log = _log_file(project, builder)
    lines = log.read_text("utf-8").splitlines() if log.is_file() else ()
    return tuple(_relative(line, project) for line in lines)


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
