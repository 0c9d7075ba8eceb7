"""One browser for all these tests, and the sites it visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import pytest

from tests.books import copy_project, run
from tests.browser.chromium import Tab, browser, served
from tests.conftest import ROOT
from tests.pages.small_book import catalogue, post
from tests.sphinxext.conftest import build, make_project

SINK = Path(__file__).with_name("kitchen_sink.md").read_text("utf-8")
MANY = 30


@dataclass(frozen=True)
class Site:
    """A built site that is served.

    Attributes:
        folder: Where it lies.
        url: Where it answers; ends with a slash.
    """

    folder: Path
    url: str

    @property
    def pages(self) -> list[str]:
        found = (p for p in self.folder.rglob("*.html") if "_static" not in p.parts)
        return sorted(p.relative_to(self.folder).as_posix() for p in found)


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture(autouse=True)
def as_new(tab: Tab) -> None:
    """Undo what the test before set."""
    tab.size(1280)
    tab.media()


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small book with more posts, and every element once."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("gallery")
    Image.new("RGB", (640, 480), "teal").save(folder / "knot.png")
    made = catalogue(folder / "knot.png")
    kept = list(made.posts)
    kept += [post(100 + n, f"A further post, number {n}", dated=made.posts[0].dated) for n in range(MANY)]
    built = build(make_project(folder / "book", replace(made, posts=tuple(kept)), SINK))
    assert built.warnings == []
    with served(built.html) as url:
        yield Site(built.html, url)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The repository's own book."""
    folder = copy_project(ROOT, tmp_path_factory.mktemp("sample") / "book")
    run(folder, "-q", "build", "--formats", "html")
    with served(folder / "build/html") as url:
        yield Site(folder / "build/html", url)


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker of accessibility, as a script."""
    return (files("axe_core_python") / "axe.min.js").read_text("utf-8")
