"""What the pages of a volume depend on, as one digest: equal to that of the last build, nothing is due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from anthology.cache import code_digest
from anthology.files import write_atomically
from anthology.sphinxext.freshness import PageFacts

_LIBRARIES = ("docutils", "jinja2", "markdown-it-py", "myst-parser", "pygments", "sphinx")


def look_of(app: Sphinx) -> str:
    """Return a digest of what makes every page look as it does: settings, templates, styles, programs."""
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)  # noqa: S101
    look = hashlib.sha256(code_digest(".", *_LIBRARIES).encode())
    settings = sorted((value.name, repr(value.value)) for value in app.config.filter({"env", "html"}))
    extensions = sorted((name, extension.version) for name, extension in app.extensions.items())
    changed = builder.templates.newest_template_mtime() if builder.templates else 0
    look.update(repr((settings, extensions, sorted(app.tags), changed)).encode("utf-8", "replace"))
    for path in sorted(builder._static_dir.rglob("*")):
        if path.is_file():
            look.update(path.name.encode() + path.read_bytes())
    return look.hexdigest()


def stamp_of(facts_of_page: PageFacts, source: Path, pages: Iterable[str]) -> str:
    """Return a digest of what a volume's pages show and of the state of their source files.

    Args:
        facts_of_page: Knows what pages show beyond their own text.
        source: The folder that Sphinx reads.
        pages: Docnames of the volume's posts.
    """
    stamp = hashlib.sha256(str(facts_of_page.everywhere).encode())
    for page in sorted(pages):
        state = (source / f"{page}.md").stat()
        facts = list(facts_of_page((), page))
        stamp.update(repr((page, state.st_size, state.st_mtime_ns, facts)).encode("utf-8", "replace"))
    return stamp.hexdigest()


class Stamps:
    """The stamps under which volumes were last built, in one file.

    Attributes:
        look: Of all pages.
        volumes: By a volume's id.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.look = ""
        self.volumes: dict[str, str] = {}
        try:
            kept = json.loads(path.read_bytes())
            self.look, self.volumes = str(kept["look"]), dict(kept["volumes"])
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def keep(self, volumes: dict[str, str]) -> None:
        """Remember these and forget the others."""
        self.volumes = volumes
        write_atomically(self.path, json.dumps({"look": self.look, "volumes": volumes}).encode())

    def add(self, volume: str, stamp: str) -> None:
        """Remember a volume that is built."""
        self.keep(self.volumes | {volume: stamp})
