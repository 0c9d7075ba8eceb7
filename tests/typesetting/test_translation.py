"""How single things are translated: cases that once went wrong, seen in the Typst files or the PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anthology.typesetting.apparatus import written_date
from anthology.typesetting.compile import compile_pdf
from anthology.typesetting.indexes import letter, sort_key

from .reading import outline, pages

Make = Callable[[dict[str, str]], Path]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<br>b", "a \\\n"),
        ("~~gone~~", "#strike["),
        ("[gone]{.del}", "#strike[gone]"),
        ("| [a](https://example.org/) | b |\n|---|---|\n| 1 | 2 |", "head: 1, repeat: false"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "head: 1, repeat: true"),
        ("<kbd>Ctrl</kbd>", "#kbd[Ctrl]"),
        ("<kbd>never closed", "#kbd[never closed]"),
        ("H<sub>2</sub>O", "H#sub[2]O"),
        ("<blink>words</blink>", "words"),
        ("<div>words in <b>a</b> block</div>", "words in a block"),
        ("- [x] done", "☑"),
        ("- [ ] open", "☐"),
        ("<https://example.org/>", '#link("https://example.org/")[https'),
        ("[text](https://example.org/)", "#address-note[https"),
        ("[a](https://example.org/) [b](https://example.org/)", "[b]\n"),
        ("3. three", "start: 3"),
        ("> quoted\n> text", "#quotation["),
        ("***", "#ornament"),
        (":::{warning}\nHot.\n:::", '#admonition("Warning")['),
        ("Term\n: meaning", "terms.item([Term], [meaning])"),
        ("שלום עולם", "#right-to-left["),
        ("![alt](https://example.org/x.png)", "#missing-plate[alt]"),
        ("As ![alt](https://example.org/x.png) shows", "#missing-picture[alt]"),
        ("![alt](data:image/png;base64,xxxx)", "alt"),
        ("```{raw} html\n<script>no()</script><p>words</p>\n```", "words"),
        ("[gone](nowhere.md)", "gone"),
    ],
)
def test_markup(small_book: Make, source: str, expected: str) -> None:
    folder = small_book({"page": f"# Page\n\n{source}\n"})
    text = (folder / "pages/page.typ").read_text("utf-8").split("places:", 1)[1]
    assert expected in text
    assert "no()" not in text


KITCHEN = """# Title with ![a picture](/x.png), a [link](two.md) and a note[^1]

[^1]: The note of the title.

```{list-table}
:header-rows: 1

* - outer

    | inner | table |
    |-------|-------|
    | one   | two   |
  - second
* - third
  - fourth with a note[^2]
```

[^2]: From a cell.

```{figure} /nowhere.png

A caption.

| table | in |
|-------|----|
| a     | figure |
```

[^3]: Nobody calls this note.

| ragged | table |
|---|---|
| one |
| one | two | three |

+ plus
+ list

  with a paragraph
"""


def test_odd_combinations_come_out_whole(small_book: Make, tmp_path: Path) -> None:
    folder = small_book(
        {"one": KITCHEN, "two": "#\n\nNo title.\n\n## Section\n\nText.\n", "three": "No heading at all.\n"}
    )
    report = compile_pdf(folder, tmp_path / "book.pdf")
    assert report.set_aside == ()
    assert report.standards == ("ua-1", "a-2a")
    whole = " ".join(" ".join(pages(tmp_path / "book.pdf")).split())
    for words in (
        "outer",
        "inner table",
        "one two",
        "third",
        "fourth",
        "From a cell.",
        "A caption.",
        "figure",
    ):
        assert words in whole
    for words in ("No title.", "Section", "No heading at all.", "with a paragraph"):
        assert words in whole
    titles = [title for title, _ in outline(tmp_path / "book.pdf")]
    assert "Title with a picture, a link and a note1" in titles
    assert titles.count("Untitled") == 2


def test_dates_are_written_as_precise_as_they_are() -> None:
    assert written_date("2013-05-21T14:30:00Z") == "21 May 2013"
    assert written_date("2013-05-21") == "21 May 2013"
    assert written_date("2013-05") == "May 2013"
    assert written_date("2013") == "2013"
    assert written_date(None) == ""


def test_indexes_sort_as_readers_look() -> None:
    names = ["Zoe", "Łukasz", "lars", "Émile", "Release 10", "Release 2", "中村", "4chan"]
    assert sorted(names, key=sort_key) == [
        "4chan",
        "Émile",
        "lars",
        "Łukasz",
        "Release 2",
        "Release 10",
        "中村",
        "Zoe",
    ]
    assert letter("Łukasz") == "L"
    assert letter("4chan") == "0–9"
