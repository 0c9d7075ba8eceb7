"""From Typst markup to a PDF, in a process of its own.

The compiler is fast and keeps all of the book in memory; a process of its own gives that back, and can fail
without taking the build with it.  A post that stops the compiler is set aside on a page that says so.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anthology.errors import AnthologyError
from anthology.faults import why_it_stopped
from anthology.scratch import new_folder
from anthology.typesetting.volumes import GIGABYTES, GIGABYTES_A_PAGE, Volume

DEFAULT_TIMESTAMP = 946_684_800
"""The first second of 2000: without SOURCE_DATE_EPOCH, the same book has the same bytes on every day."""
STANDARDS = (("ua-1", "a-2a"), ("a-2a",), ("a-2b",), ())
"""What is tried in turn: accessible and archival, archival, archival in looks only, neither."""
_OUT_OF_MEMORY = re.compile(
    r"memory allocation of|MemError|MemoryError|Cannot allocate|map segment|short of memory"
)
MOST_CRASHES = 20
"""Times the compiler may die on a post before the book is given up."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A post that could not be typeset."""

    docname: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that no font at hand can show.

    Attributes:
        character: The character.
        name: Its code point and Unicode name.
        docnames: Where it stands, the first few.
    """

    character: str
    name: str
    docnames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompileReport:
    """What came of it.

    Attributes:
        pages: Pages of the PDF.
        bytes: Its size.
        standards: What it conforms to, as Typst names it: `ua-1`, `a-2a`.
        set_aside: Posts that are not in it.
        missing: Characters that are shown as their number.
        warnings: All that an editor should know, one line each, with its type in brackets.
    """

    pages: int
    bytes: int
    standards: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    missing: tuple[MissingGlyph, ...] = ()
    warnings: tuple[str, ...] = ()


def compile_pdf(
    typst_dir: Path,
    pdf: Path,
    *,
    paper: str = "a4",
    volume: str = "",
    standards: tuple[str, ...] | None = None,
    timestamp: int | None = None,
    installed_fonts: bool = True,
    timeout: float | None = None,
) -> CompileReport:
    """Compile what the `typst` builder wrote.

    Args:
        typst_dir: The builder's output folder.
        pdf: The file to write; it is replaced only by a finished one.
        paper: `a4`, `us-letter` or `6x9in`.
        volume: Id of the volume, of a book that the builder wrote in volumes.
        standards: PDF standards to try first instead of PDF/UA-1 with PDF/A-2a; `()` for none.
        timestamp: Unix time that the PDF names as its making; SOURCE_DATE_EPOCH or a fixed one by default.
        installed_fonts: Whether to use fonts of the Noto family that the system has; without them, the book
            has the same bytes on every machine.
        timeout: Seconds for one attempt; two minutes and three seconds a page of the source by default.

    Raises:
        AnthologyError: If there is no PDF to be had, even without the posts at fault.
    """
    typst_dir, pdf = typst_dir.resolve(), pdf.resolve()
    part = Volume(volume, "")
    if not (typst_dir / part.main_file).is_file():
        raise AnthologyError(
            f"there is no {part.main_file}", str(typst_dir), "Run `sphinx-build -b typst` first."
        )
    tried = (
        STANDARDS if standards is None else (standards, *(s for s in STANDARDS if len(s) < len(standards)))
    )
    unfinished = pdf.with_name(pdf.name + ".part")
    job: dict[str, Any] = {
        "folder": str(typst_dir),
        "main": part.main_file,
        "book": part.book_file,
        "pdf": str(unfinished),
        "paper": paper,
        "standards": [list(s) for s in tried],
        "timestamp": _timestamp() if timestamp is None else timestamp,
        "installed_fonts": installed_fonts,
        "set_aside": {},
    }
    count = len(json.loads((typst_dir / part.book_file).read_text("utf-8"))["pages"])
    patience = timeout or 120 + 3 * count
    pdf.parent.mkdir(parents=True, exist_ok=True)
    try:
        result = _result_of(job, patience, count)
        pages = _pack(unfinished)
        unfinished.replace(pdf)
    finally:
        unfinished.unlink(missing_ok=True)
    return _report(result, pages, pdf.stat().st_size)


def _result_of(job: dict[str, Any], patience: float, count: int) -> dict[str, Any]:
    """Run the compiler until the PDF is there, setting aside what it dies of; return what it tells."""
    said = ""
    for _ in range(MOST_CRASHES):
        result, said = _run(job, patience)
        if "error" in result:
            raise AnthologyError(result["error"], job["folder"], result.get("remedy", ""))
        if "standards" in result:
            return result
        # The compiler's process died: the page it was testing, if it had come that far, is to blame.
        if job.get("isolate") and result.get("testing"):
            for file in result["testing"]:
                job["set_aside"][file] = "the compiler crashed on it"
        elif job.get("isolate"):
            break
        job["isolate"] = True
    why = "had too little memory" if _OUT_OF_MEMORY.search(said) else "crashed"
    needed = GIGABYTES + GIGABYTES_A_PAGE * count
    raise AnthologyError(
        f"the PDF compiler {why}",
        job["folder"],
        f"It needs about {needed:.1f} GB of memory; [pdf] memory makes volumes of a book that is too large. "
        f"Its last words: {said.splitlines()[-1] if said else 'none'}",
    )


def _timestamp() -> int:
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(value) if value.isdigit() else DEFAULT_TIMESTAMP


def _run(job: dict[str, Any], timeout: float) -> tuple[dict[str, Any], str]:
    """Run the compiler once, no longer than `timeout` seconds; return what it left and its last words."""
    with new_folder() as work:
        result_file = Path(work, "result.json")
        Path(work, "job.json").write_text(json.dumps(job), encoding="utf-8")
        try:
            process = subprocess.run(  # noqa: S603 - our own interpreter, arguments as a list
                [sys.executable, "-m", "anthology.typesetting.engine", work],
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=timeout,
            )
            said = process.stderr.strip()[-1500:]
            if process.returncode == -signal.SIGKILL:
                said += "\nwas ended by the system, short of memory"
        except subprocess.TimeoutExpired:
            said = f"nothing for {timeout:.0f} seconds"
        try:
            result: dict[str, Any] = json.loads(result_file.read_bytes())
        except (OSError, ValueError):  # it died before it had written it, or while it did
            result = {}
        return result, said


def _pack(pdf: Path) -> int:
    """Pack a PDF in a process of its own; return its number of pages."""
    command = [sys.executable, "-m", "anthology.typesetting.packing", str(pdf)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        why = why_it_stopped(done.returncode, done.stderr.splitlines()[-5:])
        raise AnthologyError(
            f"the PDF could not be packed: {why.what}" if why else "the PDF could not be packed",
            str(pdf),
            why.remedy if why else f"The last words: {done.stderr.strip()[-500:]}",
        )
    return int(done.stdout)


def _report(result: dict[str, Any], pages: int, size: int) -> CompileReport:
    set_aside = tuple(SetAside(**item) for item in result["set_aside"])
    missing = tuple(
        MissingGlyph(item["character"], item["name"], tuple(item["docnames"])) for item in result["missing"]
    )
    warnings = [
        *(
            f"{s.docname}: {s.title!r} is set aside: {s.reason} [anthology.print_set_aside]"
            for s in set_aside
        ),
        *(
            f"{', '.join(m.docnames)}: no font has {m.name}: its number is shown [anthology.print_glyph]"
            for m in missing
        ),
        *result["warnings"],
    ]
    return CompileReport(
        pages=pages,
        bytes=size,
        standards=tuple(result["standards"]),
        set_aside=set_aside,
        missing=missing,
        warnings=tuple(warnings),
    )
