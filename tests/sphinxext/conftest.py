"""A small book built once, and a crawler of what was built."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from anthology.model import Catalogue
from anthology.pages import DeadLinks, write
from anthology.vocabulary import Vocabulary
from tests.pages.small_book import BOOK, VOCABULARY, catalogue

CONF = """\
project = "A Small Book"
author = copyright = "Its editors"
version = "1"
extensions = ["anthology.sphinxext"]
html_theme = "sphinx_book_theme"
"""

ARCHIVE = "https://web.archive.org/web/{date}/{url}"

INDEX = """\
# A Small Book

```{front}
:latest: 3
```

```{book-contents}
```
"""

CHAPTER = """\
# A chapter

{post}`planet-000000000001` and {post}`words of mine <posts/planet/post-2>`, by {author}`annie`,
about {project}`Pier` and {topic}`ropes` during {cycle}`Birch`; {anthology:post}`A harmless title`.

```{posts}
:project: Pier
:author: Ann Other
:sort: -date
:limit: 2
```

```{quote} planet-000000000001
```

```{quote} planet-000000000001
First paragraph … mooring *well*.
```

{any}`quay` {ref}`anthology-authors`
"""


@dataclass
class Built:
    """A book on disk, as Sphinx left it."""

    folder: Path
    warnings: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)

    @property
    def html(self) -> Path:
        return self.folder / "build" / "html"

    def page(self, name: str) -> str:
        return (self.html / f"{name}.html").read_text("utf-8")


def make_project(
    folder: Path, made: Catalogue, chapter: str = CHAPTER, vocabulary: Vocabulary = VOCABULARY
) -> Path:
    """Write a project folder around a catalogue."""
    source = folder / "source"
    (source / "chapters").mkdir(parents=True)
    (folder / "conf").mkdir()
    (folder / "conf" / "conf.py").write_text(CONF)
    (source / "index.md").write_text(INDEX)
    (source / "chapters" / "one.md").write_text(chapter)
    (source / "secret.txt").write_text("secret")
    write(made, vocabulary, source, BOOK, dead=DeadLinks(archive=ARCHIVE))
    return folder


def build(folder: Path, parallel: int = 1, builder: str = "html") -> Built:
    """Run Sphinx as `sphinx-build -n -c conf source build/html` does."""
    warnings = io.StringIO()
    out = folder / "build" / builder
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.html")}
    with patch_docutils(folder / "conf"), docutils_namespace():
        app = Sphinx(
            folder / "source",
            folder / "conf",
            out,
            folder / "build" / "doctrees",
            builder,
            {"nitpicky": True},
            status=None,
            warning=warnings,
            parallel=parallel,
        )
        app.build()
    changed = {p for p in out.rglob("*.html") if before.get(p) != p.stat().st_mtime_ns}
    lines = [line for line in warnings.getvalue().splitlines() if line.strip()]
    return Built(folder, lines, {p.relative_to(out).with_suffix("").as_posix() for p in changed})


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    path = tmp_path_factory.mktemp("pictures") / "knot.png"
    Image.new("RGB", (40, 30), "teal").save(path)
    return path


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, picture: Path) -> Built:
    return build(make_project(tmp_path_factory.mktemp("book"), catalogue(picture)))


@pytest.fixture
def fresh(tmp_path: Path, picture: Path) -> Callable[..., Path]:
    """Make a project of one's own to change."""

    def make(chapter: str = CHAPTER) -> Path:
        return make_project(tmp_path / "book", catalogue(picture), chapter)

    return make
