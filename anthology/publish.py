"""From MyST pages to a web site and a PDF: Sphinx run in a process of its own.

A process of its own gives back the memory of the stages before, keeps Sphinx's global state out of ours and
makes what runs the same as `sphinx-build` by hand.  All builders share one folder of doctrees, so that a
page is parsed once whatever the number of formats.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from anthology.config import Project
from anthology.model import AnthologyError
from anthology.progress import Progress

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)


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


def publish(project: Project, formats: tuple[Format, ...], progress: Progress) -> Iterator[Output]:
    """Make each format in turn.

    Raises:
        AnthologyError: If a format cannot be made at all.
    """
    makers = {"html": _html, "pdf": _pdf}
    for wanted in formats:
        yield makers[wanted](project, progress)


def _html(project: Project, progress: Progress) -> Output:
    out = project.build_dir / "html"
    warnings = _sphinx(project, "html", out, progress)
    pages = sum(1 for _ in out.rglob("*.html"))
    return Output("html", out / "index.html", f"{pages} pages", warnings)


def _pdf(project: Project, progress: Progress) -> Output:
    from anthology.typesetting.compile import compile_pdf

    typst = project.build_dir / "cache" / "typst"
    warnings = _sphinx(project, "typst", typst, progress)
    pdf = project.build_dir / "pdf" / f"{pdf_name(project)}.pdf"
    pdf.parent.mkdir(parents=True, exist_ok=True)
    progress.note("typesetting the PDF")
    report = compile_pdf(typst, pdf, paper=project.settings.pdf.paper)
    return Output("pdf", pdf, f"{report.pages} pages", (*warnings, *report.warnings))


def pdf_name(project: Project) -> str:
    """Return the PDF's file name without its extension."""
    from slugify import slugify

    return project.settings.pdf.name or slugify(project.settings.book.title, max_length=60) or "book"


def _sphinx(project: Project, builder: str, out: Path, progress: Progress) -> tuple[str, ...]:
    """Run one Sphinx builder; return its warnings.

    Raises:
        AnthologyError: If Sphinx stopped without finishing.
    """
    log = project.build_dir / "cache" / f"{builder}-warnings.txt"
    doctrees = project.build_dir / "cache" / "doctrees"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-c", project.conf, "-d", doctrees, "-w", log]
    command += ["-n", "-N", project.source_dir, out]
    tail: deque[str] = deque(maxlen=12)
    with subprocess.Popen(  # noqa: S603 - our own interpreter, arguments as a list
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        # A locale that the machine lacks stops Sphinx, and the book must not depend on one that it has.
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
    ) as process:
        assert process.stdout is not None  # noqa: S101 - stdout=PIPE
        for _ in progress.track(_steps(process.stdout, tail), f"building {builder}"):
            pass
    warnings = (
        tuple(_relative(line, project) for line in log.read_text("utf-8").splitlines())
        if log.is_file()
        else ()
    )
    if process.returncode:
        raise AnthologyError(
            f"Sphinx's {builder} builder stopped with exit code {process.returncode}",
            remedy="Its last words:\n    " + "\n    ".join(tail),
        )
    return warnings


def _steps(lines: Iterator[str], tail: deque[str]) -> Iterator[str]:
    for line in lines:
        text = line.rstrip()
        if re.match(r"(reading sources|writing output|copying images)\.\.\. \[", text):
            yield text
        elif text:
            tail.append(text)


def _relative(line: str, project: Project) -> str:
    return line.replace(f"{project.folder.as_posix()}/", "")
