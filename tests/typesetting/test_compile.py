"""What goes wrong on the way to the PDF is found, named and worked around."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anthology.errors import AnthologyError
from anthology.typesetting import fonts
from anthology.typesetting.compile import compile_pdf

from .conftest import Printed
from .reading import outline, pages

Make = Callable[[dict[str, str]], Path]

SOUND = {
    "one": "# One\n\nSee [two](two.md#below).\n",
    "two": "# Two\n\nWords.\n\n## Below\n\nMore.\n",
    "three": "# Three\n\nLast.\n",
}


def poison(folder: Path, name: str, text: str) -> None:
    page = folder / "pages" / f"{name}.typ"
    page.write_text(page.read_text("utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "\n#let = broken",
        '\n#image("/pages/one.typ")',
        '\n#panic("no")',
        '\n#include "/nowhere.typ"',
        "\n#table(columns: 1, table.cell(colspan: 2)[x])",
    ],
)
def test_a_poisoned_page_is_set_aside_and_named(small_book: Make, tmp_path: Path, text: str) -> None:
    folder = small_book(SOUND)
    poison(folder, "two", text)
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert [s.docname for s in report.set_aside] == ["two"]
    assert report.set_aside[0].reason
    assert any(w.startswith("two: ") and w.endswith("[anthology.print_set_aside]") for w in report.warnings)
    whole = " ".join(pages(tmp_path / "book.pdf"))
    assert "could not be typeset" in whole
    assert "Last." in whole
    assert "Words." not in whole
    assert {"One", "Two", "Three"} <= {title for title, _ in outline(tmp_path / "book.pdf")}


def test_several_poisoned_pages(small_book: Make, tmp_path: Path) -> None:
    folder = small_book(SOUND)
    poison(folder, "one", "\n#panic(1)")
    poison(folder, "three", "\n#(1 + true)")
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert {s.docname for s in report.set_aside} == {"one", "three"}


def test_what_makes_the_compiler_panic_is_found_by_halving(small_book: Make, tmp_path: Path) -> None:
    # Combining marks in a row from the middle of the Arabic block, each a text of its own.
    marks = " ".join(f'#"{chr(c)}"' for c in range(0x62F, 0x660))
    folder = small_book(SOUND)
    poison(folder, "two", f"\n\n{marks}\n")
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert report.pages > 5
    assert {s.docname for s in report.set_aside} <= {"two"}


def test_a_book_that_nothing_can_save_is_an_error(small_book: Make, tmp_path: Path) -> None:
    folder = small_book(SOUND)
    main = folder / "main.typ"
    main.write_text(main.read_text("utf-8") + "\n#panic(1)\n", encoding="utf-8")
    with pytest.raises(AnthologyError, match="cannot be compiled"):
        compile_pdf(folder, tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()
    with pytest.raises(AnthologyError, match=r"no main\.typ"):
        compile_pdf(tmp_path / "nothing", tmp_path / "book.pdf")


def test_missing_glyphs_are_named_and_shown_as_numbers(small_book: Make, tmp_path: Path) -> None:
    folder = small_book({**SOUND, "odd": "# Odd\n\nLinear B: \U00010000 and `\U00010001` in code.\n"})
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert [m.character for m in report.missing] == ["\U00010000", "\U00010001"]
    assert report.missing[0].name == "U+10000 LINEAR B SYLLABLE B008 A"
    assert report.missing[0].docnames == ("odd",)
    assert report.standards == ("ua-1", "a-2a")
    assert "10000" in " ".join(pages(tmp_path / "book.pdf"))


def test_without_installed_fonts_only_emoji_are_missing(workshop: Printed, tmp_path: Path) -> None:
    report = compile_pdf(workshop.typst, tmp_path / "book.pdf", installed_fonts=False)
    assert {m.character for m in report.missing} <= set("🚀🎉😀")
    assert report.standards == ("ua-1", "a-2a")
    assert report.set_aside == ()


def test_nesting_beyond_reason_is_set_aside(small_book: Make, tmp_path: Path) -> None:
    folder = small_book(SOUND)
    poison(folder, "two", "\n" + "#list[" * 300 + "deep" + "]" * 300)
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert [s.docname for s in report.set_aside] == ["two"]


def test_a_crash_of_the_compiler_is_found_page_by_page(
    small_book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compiler that dies without a word: here, one that is killed when it meets a certain page."""
    folder = small_book(SOUND)
    site = tmp_path / "site"
    site.mkdir()
    (site / "typst.py").write_text(
        "import importlib.util, os, sys\n"
        "sys.path.remove(os.path.dirname(__file__))\n"
        "del sys.modules['typst']\n"
        "import typst as real\n"
        "class Compiler:\n"
        "    def __init__(self, *args, made=real.Compiler, **options): self.real = made(*args, **options)\n"
        "    def __getattr__(self, name): return getattr(self.real, name)\n"
        "    def compile_with_warnings(self, text, **options):\n"
        "        if b'\"/pages/two.typ\"' in text: os._exit(9)\n"
        "        return self.real.compile_with_warnings(text, **options)\n"
        "real.Compiler = Compiler\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert [(s.docname, s.reason) for s in report.set_aside] == [("two", "the compiler crashed on it")]
    assert "Last." in " ".join(pages(tmp_path / "book.pdf"))


def test_a_standard_that_cannot_be_kept_is_given_up_with_a_warning(small_book: Make, tmp_path: Path) -> None:
    folder = small_book(SOUND)
    poison(folder, "two", "\n#heading(level: 5, outlined: false)[Too deep]\n")
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert report.set_aside == ()
    assert report.standards != ("ua-1", "a-2a")
    assert any("[anthology.print_standard]" in w and w.startswith("two: ") for w in report.warnings)


def test_a_timestamp_comes_from_the_environment(
    small_book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_book({"one": "# One\n\nWords.\n"})
    files = []
    for epoch in ("", "1400000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        compile_pdf(folder, tmp_path / "book.pdf")
        files.append((tmp_path / "book.pdf").read_bytes())
    assert files[0] != files[1]


def test_fonts_from_pip_cover_the_scripts(tmp_path: Path) -> None:
    found = fonts.find_fonts(tmp_path)
    assert "Noto Sans CJK SC" in found.families
    assert "DejaVu Sans Mono" in found.families
