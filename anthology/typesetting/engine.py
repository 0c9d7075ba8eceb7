"""The process that compiles: `python -m anthology.typesetting.engine WORK`.

WORK holds `job.json`, made by `anthology.typesetting.compile`; `result.json` goes there.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typst

from anthology.faults import explained
from anthology.typesetting import glyphs
from anthology.typesetting.apparatus import stub
from anthology.typesetting.assembly import IMPORTS
from anthology.typesetting.fonts import BookFonts, find_fonts

_PAGE = re.compile(r"pages/[^\s:\"'`]+?\.typ")
_STANDARD_ERROR = re.compile(r"PDF/(?:UA|A)-\w+ error|PDF (?:1|2)\.\d error")


class UnfixableError(Exception):
    """No page is to blame for what stops the book; the text is the compiler's message."""


@dataclass(slots=True)
class Engine:
    """One attempt at the book, with what was learnt on the way.

    Attributes:
        set_aside: Files of pages that are left out, with the reason.
        warnings: For the report.
    """

    work: Path
    job: dict[str, Any]
    book: dict[str, Any]
    fonts: BookFonts
    compiler: typst.Compiler
    set_aside: dict[str, str]
    warnings: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The builder's output folder."""
        return Path(self.job["folder"])

    @property
    def files(self) -> list[str]:
        """The files of all pages, in order."""
        return [page["file"] for page in self.book["pages"]]

    def run(self) -> dict[str, Any]:
        """Compile, setting aside what does not let itself be compiled; return the result."""
        if self.job.get("isolate"):
            self.blame("the compiler crashed on it")
        self.find_missing_glyphs()
        standards = [tuple(s) for s in self.job["standards"]]
        while True:
            try:
                data, warnings = self.compile(self.main(), standards[0])
            except typst.TypstError as error:
                self.handle(error, standards)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
                    raise
                # The compiler has bugs that show as panics; they do not say where.
                self.blame("the compiler failed on it", str(error))
                self.compiler = make_compiler(self.folder, self.fonts)
            else:
                break
        self.warnings += sorted({f"{w.message} [anthology.print_compiler]" for w in warnings})
        return {**self.save(data), "standards": standards[0]}

    def handle(self, error: typst.TypstError, standards: list[tuple[str, ...]]) -> None:
        """Set aside what an error names, or give up a standard that the book cannot keep."""
        message = str(error.message)
        pages = [
            f
            for f in dict.fromkeys(_PAGE.findall(error.diagnostic))
            if f in set(self.files) - set(self.set_aside)
        ]
        if _STANDARD_ERROR.search(message) and len(standards) > 1:
            where = f"{self.docname(pages[0])}: " if pages else ""
            kept = ", ".join(standards[1]) or "no standard"
            self.warnings.append(
                f"{where}{message}; the PDF is made as {kept} instead of {', '.join(standards[0])} "
                "[anthology.print_standard]"
            )
            standards.pop(0)
        elif pages:
            # The first page named is where the error is; the rest only includes it.
            self.set_aside[pages[0]] = message
        else:
            self.blame(message, message)

    def blame(self, reason: str, message: str = "") -> None:
        """Find the pages that cannot be compiled by themselves and set them aside.

        Raises:
            UnfixableError: If there is none.
        """
        (self.work / "result.json").unlink(missing_ok=True)
        bad = self.bad_pages([f for f in self.files if f not in self.set_aside])
        (self.work / "result.json").unlink(missing_ok=True)
        if not bad and not self.job.get("isolate"):
            raise UnfixableError(message or reason)
        self.set_aside.update({file: reasons or reason for file, reasons in bad.items()})
        self.job["isolate"] = False

    def bad_pages(self, files: list[str]) -> dict[str, str]:
        """Return the pages that stop the compiler when they stand alone, with its message, by halving."""
        if not files:
            return {}
        # Should the process die now, these are the suspects.
        if len(files) == 1 or self.job.get("isolate"):
            suspects = json.dumps({"testing": files[:1] if len(files) == 1 else []})
            (self.work / "result.json").write_text(suspects, encoding="utf-8")
        if self.job.get("isolate") and len(files) > 1:
            return {k: v for file in files for k, v in self.bad_pages([file]).items()}
        message = self.fails_alone(files)
        if message is None:
            return {}
        if len(files) == 1:
            return {files[0]: message}
        half = len(files) // 2
        return {**self.bad_pages(files[:half]), **self.bad_pages(files[half:])}

    def fails_alone(self, files: list[str]) -> str | None:
        """Return why these pages by themselves cannot be compiled, or None if they can."""
        includes = "\n".join(f'#include "/{file}"' for file in files)
        text = f'{IMPORTS}#show: book.with(title: "x")\n{includes}\n'
        try:
            self.compile(text, (), solo=True)
        except typst.TypstError as error:
            return str(error.message)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            self.compiler = make_compiler(self.folder, self.fonts)
            return f"the compiler failed: {error}"
        return None

    def compile(
        self, text: str, standards: tuple[str, ...], *, solo: bool = False
    ) -> tuple[bytes, list[typst.TypstWarning]]:
        """Compile a document that may include the builder's files."""
        data, warnings = self.compiler.compile_with_warnings(
            text.encode(),
            format="pdf",
            sys_inputs={
                "paper": self.job["paper"],
                "columns": str(self.book["code_columns"]),
                "fonts": "|".join(self.fonts.families),
                "missing": "".join(self.missing),
                "solo": "yes" if solo else "no",
            },
            pdf_standards=list(standards),  # type: ignore[arg-type]
            timestamp=self.job["timestamp"],
        )
        assert isinstance(data, bytes)  # noqa: S101 - format="pdf" gives one file
        return data, warnings

    def main(self) -> str:
        """Return the book, with stubs for the pages that are set aside."""
        text = Path(self.folder, self.job["main"]).read_text("utf-8")
        for page in self.book["pages"]:
            if page["file"] in self.set_aside:
                told = "This post could not be typeset and is left out here."
                address = f" It is at {page['url']}." if page["url"] else ""
                name = f"set-aside/{page['file']}"
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                content = stub(page["title"], page["places"], page["head"], told + address, page["level"])
                path.write_text(IMPORTS + content, encoding="utf-8")
                text = text.replace(f'#include "/{page["file"]}"\n', f'#include "/{name}"\n')
        return text

    def find_missing_glyphs(self) -> None:
        """Look for characters that no font has; the template then shows their numbers."""
        found = glyphs.characters(self.folder, [self.job["main"], *self.files])
        for character in glyphs.missing(found, self.check):
            self.missing[character] = [self.docname(file) for file in found[character]]

    def check(self, text: str) -> str:
        """Compile as PDF/A-2b; return what the compiler says."""
        try:
            self.compiler.compile(text.encode(), format="pdf", pdf_standards=["a-2b"], timestamp=0)
        except typst.TypstError as error:
            return str(error.diagnostic)
        return ""

    def docname(self, file: str) -> str:
        """Return the document a page's file was made of."""
        return file.removeprefix("pages/").removesuffix(".typ")

    def save(self, data: bytes) -> dict[str, Any]:
        """Write the PDF; return what there is to tell of it."""
        Path(self.job["pdf"]).write_bytes(data)
        titles = {page["file"]: page for page in self.book["pages"]}
        return {
            "set_aside": [
                {"docname": titles[f]["docname"], "title": titles[f]["title"], "reason": reason}
                for f, reason in self.set_aside.items()
            ],
            "missing": [
                {"character": c, "name": glyphs.name(c), "docnames": places}
                for c, places in self.missing.items()
            ],
            "warnings": self.warnings,
        }


def make_compiler(folder: Path, fonts: BookFonts) -> typst.Compiler:
    """Return a compiler that sees the builder's files, the book's fonts and nothing else."""
    found = typst.Fonts(False, True, list(fonts.folders))
    # Packages would come from the network.
    nowhere = str(folder / "no-packages")
    return typst.Compiler(
        root=str(folder),
        font_paths=found,
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def main(work: Path) -> int:
    """Do the job in a folder; return the exit code."""
    job = json.loads((work / "job.json").read_text("utf-8"))
    folder = Path(job["folder"])
    fonts = find_fonts(work, installed=job["installed_fonts"])
    book = json.loads((folder / job["book"]).read_text("utf-8"))
    engine = Engine(work, job, book, fonts, make_compiler(folder, fonts), dict(job["set_aside"]))
    try:
        result = engine.run()
    except UnfixableError as error:
        result = {
            "error": f"the PDF cannot be compiled: {error}",
            "remedy": "No post could be found that is at fault.",
        }
    except OSError as error:
        known = explained(error)
        result = {"error": f"the PDF cannot be written: {known.what if known else error}"}
        result["remedy"] = known.remedy if known else ""
    (work / "result.json").write_text(json.dumps(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
