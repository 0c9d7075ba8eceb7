from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sphinx.cmd.build import main as sphinx_build

from anthology.typesetting.compile import CompileReport, compile_pdf

from .workshop import make_project


@dataclass(frozen=True)
class Printed:
    """A finished book: its source, its Typst files, its PDF and what was said of it."""

    source: Path
    typst: Path
    pdf: Path
    report: CompileReport
    warnings: str


def build(folder: Path) -> str:
    """Run the builder over `folder/source` into `folder/typst`; return its warnings."""
    log = folder / "warnings.txt"
    code = sphinx_build([
        *("-q", "-b", "typst", "-c", str(folder), "-d", str(folder / "trees"), "-w", str(log)),
        *(str(folder / "source"), str(folder / "typst")),
    ])  # fmt: skip
    assert code == 0
    return log.read_text("utf-8")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The torture book, printed once."""
    folder = tmp_path_factory.mktemp("workshop")
    source = make_project(folder)
    warnings = build(folder)
    report = compile_pdf(folder / "typst", folder / "book.pdf")
    return Printed(source, folder / "typst", folder / "book.pdf", report, warnings)


@pytest.fixture
def small_book(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Make a book of a few pages without a catalogue; returns the folder of its Typst files."""

    def make(pages: dict[str, str]) -> Path:
        source = tmp_path / "source"
        source.mkdir()
        shutil.copyfile(Path(__file__).parent / "project" / "conf.py", tmp_path / "conf.py")
        for name, text in pages.items():
            (source / f"{name}.md").write_text(text, encoding="utf-8")
        names = "\n".join(pages)
        (source / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{names}\n```\n", encoding="utf-8")
        build(tmp_path)
        return tmp_path / "typst"

    return make
