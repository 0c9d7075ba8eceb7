"""Warnings that stand until they are mended, not only until the next build.

Sphinx warns about a page when it reads or writes it, and then leaves it alone for as long as it does not
change: a second build would succeed without a word, with `--strict` too.  So what a page was warned about is
kept beside the doctrees, and said again by every build that did not look at the page anew.
"""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging as sphinx_logging
from sphinx.util.build_phase import BuildPhase

from anthology.files import write_atomically
from anthology.sphinxext.freshness import checksum

logger = sphinx_logging.getLogger(__name__)

BOOK = "."
"""Stands among the pages' names for what is looked at in all pages at once."""


class Warned(NamedTuple):
    """A warning about a page; `line` is empty where the page as a whole is meant."""

    line: str
    message: str
    type: str | None
    subtype: str | None


Kept = dict[str, list[Warned]]


class StandingWarnings(sphinx_logging.WarningStreamHandler):
    """Hears what one run of Sphinx warns about, and says what earlier ones did and still holds.

    Warnings of reading are shared by all builders, as doctrees are; those of writing are of one output.
    """

    def __init__(self) -> None:
        super().__init__(sphinx_logging.SafeEncodingWriter(io.StringIO()))
        self.setLevel(logging.WARNING)
        self.old: tuple[Kept, Kept] = ({}, {})
        self.new: tuple[Kept, Kept] = ({}, {})
        self.files: tuple[Path, Path] = (Path(), Path())
        self.heard: set[tuple[str, str]] = set()

    def listen(self, app: Sphinx) -> None:
        """Take up what is kept and begin to hear (`builder-inited`)."""
        self.app = app
        folder = Path(app.doctreedir)
        output = f"{app.builder.name}-{checksum(str(app.outdir)):08x}"
        self.files = folder / "anthology-warnings.json", folder / f"anthology-warnings-{output}.json"
        self.old = _load(self.files[0]), _load(self.files[1])
        # After Sphinx's own handler, which gives warnings their place, and held back as long as it is.
        self.addFilter(sphinx_logging.WarningSuppressor(app))
        logging.getLogger(sphinx_logging.NAMESPACE).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note a warning about a page."""
        page, line = self._place(str(getattr(record, "location", None) or ""))
        if page not in self.app.env.found_docs:
            return
        phase = self.app.phase
        reading = phase is BuildPhase.READING
        key = BOOK if phase is BuildPhase.CONSISTENCY_CHECK else page
        line = f"{page}:{line}" if key == BOOK else line
        kind, subtype = getattr(record, "type", None), getattr(record, "subtype", None)
        message = logging.LogRecord.getMessage(record)  # of Sphinx's own records it begins with their place
        if self.app.config.show_warning_types:  # as Sphinx has appended it, and will again
            message = message.removesuffix(f" [{kind}.{subtype}]").removesuffix(f" [{kind}]")
        warned = Warned(line, message, kind, subtype)
        known = self.new[0 if reading else 1].setdefault(key, [])
        if warned not in known:
            known.append(warned)
        self.heard.add((page, warned.message))

    def about_to_read(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Forget what pages were warned about that are read anew (`env-before-read-docs`)."""
        for docname in docnames:
            self.old[0].pop(docname, None)

    def checked(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Keep what was said while reading, as the environment was, should the run be killed."""
        self.old[1].pop(BOOK, None)
        self._save(0)

    def written(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Forget what a page was warned about that is written anew (`doctree-resolved`)."""
        self.old[1].pop(docname, None)

    def say(self, app: Sphinx, exception: Exception | None) -> None:
        """Say again what still holds, and keep all for the next run (`build-finished`)."""
        logging.getLogger(sphinx_logging.NAMESPACE).removeHandler(self)
        if exception is not None:
            return
        for part in (0, 1):
            self._save(part)
        for kept in self.old:
            for page, warnings in sorted(kept.items()):
                for warned in warnings:
                    self._repeat(page, warned)

    def _repeat(self, page: str, warned: Warned) -> None:
        line = warned.line
        if page == BOOK:
            page, _, line = line.partition(":")
        if page in self.app.env.found_docs and (page, warned.message) not in self.heard:
            location = (page, int(line)) if line.isdecimal() else page
            logger.warning("%s", warned.message, location=location, type=warned.type, subtype=warned.subtype)

    def _save(self, part: int) -> None:
        known = self.app.env.found_docs
        kept = {
            page: said for page, said in (self.old[part] | self.new[part]).items() if page in (BOOK, *known)
        }
        _store(self.files[part], kept)

    def _place(self, location: str) -> tuple[str, str]:
        """Return docname and line of a warning's place, which is a docname, or a file and a line."""
        if location in self.app.env.found_docs:
            return location, ""
        file, _, line = location.rpartition(":")
        path, line = (file, line) if line.isdecimal() else (location.removesuffix(":<unknown>"), "")
        return self.app.env.path2doc(path) or "", line


def _load(path: Path) -> Kept:
    try:
        kept = json.loads(path.read_bytes())
        return {page: [Warned(*one) for one in said] for page, said in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _store(path: Path, kept: Kept) -> None:
    content = json.dumps(kept, sort_keys=True).encode()
    before = path.read_bytes() if path.exists() else b"{}"
    if before != content:
        write_atomically(path, content)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    standing = StandingWarnings()
    app.connect("builder-inited", standing.listen)
    app.connect("env-before-read-docs", standing.about_to_read)
    app.connect("env-check-consistency", standing.checked)
    app.connect("doctree-resolved", standing.written)
    app.connect("build-finished", standing.say, priority=900)
