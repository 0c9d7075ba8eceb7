"""From MyST pages to a web site, PDF, e-book and LaTeX: Sphinx makes them, whole ones are put in place."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from anthology.config import Project
from anthology.counting import counted
from anthology.errors import AnthologyError
from anthology.progress import Progress
from anthology.sphinx_run import Runner, in_new_process, run_sphinx, run_volumes
from anthology.swapping import move_in, swap_in
from anthology.volumes.processes import FORK

Format = Literal["html", "pdf", "epub", "latex"]
FORMATS: tuple[Format, ...] = get_args(Format)
DEFAULT_FORMATS: tuple[Format, ...] = ("html", "pdf")


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
        warnings = run_volumes(project, made, progress, jobs, run=run)
    else:
        warnings = run_sphinx(project, "html", made, progress, run=run)
    swap_in(made, out)
    pages = sum(1 for _ in out.rglob("*.html"))
    yield Output("html", out / "index.html", counted(pages, "page"), warnings)


def _pdf(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    from anthology.typesetting.compile import compile_pdf
    from anthology.typesetting.volumes import read_volumes

    settings = project.settings.pdf
    typst = project.build_dir / "cache" / "typst"
    memory = max(1, round(settings.memory * 1000))
    warnings = run_sphinx(
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
        outputs.append(
            Output("pdf", folder / file, counted(report.pages, "page"), (*warnings, *report.warnings))
        )
        warnings = ()
    move_in(files, {folder / f"{name}.pdf", *folder.glob(f"{glob.escape(name)}-*.pdf")})
    shutil.rmtree(work)
    yield from outputs


def _epub(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    work = project.build_dir / "cache" / "epub"
    warnings = run_sphinx(
        project, "epub", work, progress, run=run, settings={"epub_basename": pdf_name(project)}
    )
    file = project.build_dir / "epub" / f"{pdf_name(project)}.epub"
    move_in({work / file.name: file})
    yield Output("epub", file, f"{file.stat().st_size / 1000:,.0f} KB", warnings)


def _latex(project: Project, progress: Progress, run: Runner) -> Iterator[Output]:
    out, work = project.build_dir / "latex", project.build_dir / "cache" / "latex"
    warnings = run_sphinx(project, "latex", work, progress, run=run)
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
