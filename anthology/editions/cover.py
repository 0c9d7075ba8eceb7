"""The cover of an e-book: title and editor, drawn by Typst in the book's own type."""

from __future__ import annotations

import tempfile
from pathlib import Path

from anthology.typesetting.escape import language as language_of
from anthology.typesetting.escape import markup, string
from anthology.typesetting.fonts import find_fonts

WIDTH, HEIGHT = 1600, 2400
"""Pixels: what shops and shelves of e-readers ask for."""

_PAGE = """
#set page(width: 400pt, height: 600pt, margin: (x: 44pt, y: 56pt), fill: rgb("#f4f1ea"))
#set text(font: ({fonts}), lang: {language}, fill: rgb("#1d2b3f"), hyphenate: false)
#set par(justify: false, leading: .5em)
#place(top + left, dx: -44pt, dy: -56pt, rect(width: 400pt, height: 12pt, fill: rgb("#1d3f72")))
#v(1fr)
#layout(area => {{
  let title = [{title}]
  let size = 40pt
  while size > 14pt and (
    measure(block(width: area.width, text(size: size, weight: 600, title))).height > 300pt
  ) {{ size = size - 2pt }}
  text(size: size, weight: 600, title)
}})
#v(16pt)
#line(length: 22%, stroke: 1.2pt + rgb("#1d3f72"))
#v(2fr)
#text(size: 15pt, fill: rgb("#3d4a5c"))[{author}]
"""


def draw_cover(title: str, author: str, language: str, file: Path) -> None:
    """Write the cover as a PNG file; the same words give the same bytes."""
    import typst

    with tempfile.TemporaryDirectory(prefix="anthology-cover-") as work:
        fonts = find_fonts(Path(work))
        families = ", ".join(string(name) for name in ("Libertinus Serif", *fonts.families))
        lang, _ = language_of(language) or ("en", None)
        page = _PAGE.format(fonts=families, language=string(lang), title=markup(title), author=markup(author))
        compiler = typst.Compiler(
            root=work,
            font_paths=typst.Fonts(False, True, list(fonts.folders)),
            ignore_system_fonts=True,
        )
        data = compiler.compile(page.encode(), format="png", ppi=72 * WIDTH / 400)
    assert isinstance(data, bytes)  # noqa: S101 - one page
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
