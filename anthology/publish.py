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
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from anthology.config import Project
from anthology.faults import why_it_stopped
from anthology.model import AnthologyError
from anthology.progress import Progress
from anthology.standing import Standing
from anthology.swapping import move_in, swap_in
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

_PATIENCE = 10
"""Seconds that Sphinx may take to end when it is told to."""

_INCOMPLETE = re.compile(
    r"error writing file|Ignored unreadable document|Failed to copy a file|cannot copy (?:image|downloadable)"
)
"""What Sphinx takes for a warning although the book lacks something."""

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
    out, made = project.build_dir / "html", project.build_dir / "cache" / "html"
    if project.settings.book.volumes == "cycle" and FORK:
        work, log = project.build_dir / "cache" / "volumes", _log_file(project, "html")
        places = [project.source_dir, project.conf, work, made, log]
        command = ["anthology.volumes", *map(str, places), str(jobs)]
        warnings = _run(project, "html", made, command, progress, run=run)
    else:
        warnings = _sphinx(project, "html", made, progress, run=run)
    swap_in(made, out)
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
        settings={
            "anthology_pdf_paper": settings.paper,
            "anthology_pdf_volumes": settings.volumes,
            "anthology_pdf_memory": str(memory),
        },
    )
    volumes, reason = read_volumes(typst)
    if reason:
        progress.note(reason)
    folder, work = project.build_dir / "pdf", project.build_dir / "cache" / "pdf"
    name = pdf_name(project)
    files, outputs = {}, []
    for volume in volumes:
        stage = f"typesetting {f'the volume {volume.name!r}' if volume.id else 'the PDF'}"
        progress.note(stage)
        file = f"{'-'.join(filter(None, (name, volume.id)))}.pdf"
        with progress.stage(stage):
            report = compile_pdf(typst, work / file, paper=settings.paper, volume=volume.id)
        files[work / file] = folder / file
        outputs.append(Output("pdf", folder / file, f"{report.pages} pages", (*warnings, *report.warnings)))
        warnings = ()
    move_in(files, {folder / f"{name}.pdf", *folder.glob(f"{glob.escape(name)}-*.pdf")})
    shutil.rmtree(work)
    yield from outputs


def _epub(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    work = project.build_dir / "cache" / "epub"
    warnings = _sphinx(
        project, "epub", work, progress, run=run, settings={"epub_basename": pdf_name(project)}
    )
    file = project.build_dir / "epub" / f"{pdf_name(project)}.epub"
    move_in({work / file.name: file})
    yield Output("epub", file, f"{file.stat().st_size / 1000:,.0f} KB", warnings)


def _latex(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    out, work = project.build_dir / "latex", project.build_dir / "cache" / "latex"
    warnings = _sphinx(project, "latex", work, progress, run=run)
    made = sorted(work.glob("*.tex"), key=lambda path: path.stat().st_mtime_ns)
    if not made:
        raise AnthologyError("Sphinx wrote no LaTeX file", str(work), "Look at latex_documents in conf.py.")
    for stale in made[:-1]:  # of a book that had another title
        stale.unlink()
    swap_in(work, out)
    yield Output("latex", out / made[-1].name, "`make` in its folder makes a PDF with xelatex", warnings)


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

    _distrust(out, unfinished := _log_file(project, builder).with_suffix(".unfinished"))
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


def _distrust(out: Path, unfinished: Path) -> None:
    """Remove pages that a run left half-written which was killed or had no room, so that they are made anew.

    Args:
        out: The builder's folder.
        unfinished: A file that is there while the builder works.
    """
    try:
        since = unfinished.stat().st_mtime_ns
    except FileNotFoundError:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        return
    for page in out.rglob("*.html"):
        if page.stat().st_mtime_ns >= since and not page.read_bytes().rstrip().endswith(b"</html>"):
            page.unlink()


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
