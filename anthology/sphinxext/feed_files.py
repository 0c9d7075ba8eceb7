"""The files of the feeds: written where an entry changed, left alone where none did.

A feed's newest entries hold whole posts, taken from the pages.  To read thousands of pages at each build
would cost more than the build itself, so what the feeds hold is remembered by checksum beside the doctrees,
and a feed keeps its file while none of its posts is written again.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from anthology import __version__
from anthology.files import write_if_changed
from anthology.sphinxext.builder import BookHTMLBuilder
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.feed_content import own_words
from anthology.sphinxext.feeds import FOLDERS, WHOLE_POSTS, FeedWriter, feeds_of
from anthology.sphinxext.freshness import checksum


class FeedFiles:
    """Writes the feeds of one run of Sphinx."""

    def __init__(self) -> None:
        self.sums: dict[str, int] | None = None

    def forget(self, app: Sphinx, builder: Builder) -> None:
        """Take up the checksums and remove them while pages are written (`write-started`).

        A build that is killed among the pages so leaves none to trust.
        """
        self.sums = _read(_sums_file(app))
        _sums_file(app).unlink(missing_ok=True)

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Write every feed that holds something else than its file (`build-finished`)."""
        builder = app.builder
        if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
            return
        if builder.name not in ("html", "dirhtml") or not getattr(builder, "writes_site", True):
            return
        old = _read(_sums_file(app)) if self.sums is None else self.sums
        out = Path(app.outdir)
        ours = isinstance(builder, BookHTMLBuilder)
        descriptions = builder.descriptions if isinstance(builder, BookHTMLBuilder) else {}
        records = domain_of(app.env).records
        writer = FeedWriter(records, app.config.html_baseurl, builder.get_target_uri, descriptions)

        @cache
        def words(docname: str) -> str | None:
            try:
                return own_words(builder.get_output_path(docname).read_text("utf-8"))
            except OSError:
                return None

        sums = {}
        for feed in feeds_of(records, app.config.root_doc):
            sums[feed.path] = zlib.crc32(writer.write(feed))
            whole = {r["docname"] for r in feed.posts[:WHOLE_POSTS]}
            same = ours and sums[feed.path] == old.get(feed.path) and whole.isdisjoint(_due(builder))
            if not same or not (out / feed.path).is_file():
                write_if_changed(out / feed.path, writer.write(feed, words))
        for folder in FOLDERS:
            for path in (out / folder).glob("*.xml"):
                if path.relative_to(out).as_posix() not in sums:
                    path.unlink()
        content = json.dumps({"version": __version__, "sums": sums}, separators=(",", ":"))
        write_if_changed(_sums_file(app), content.encode())


def _due(builder: Builder) -> frozenset[str]:
    return builder.due if isinstance(builder, BookHTMLBuilder) else frozenset()


def _sums_file(app: Sphinx) -> Path:
    name = f"anthology-feeds-{app.builder.name}-{checksum(str(app.outdir)):08x}.json"
    return Path(app.doctreedir) / name


def _read(path: Path) -> dict[str, int]:
    """Return what was kept by this version of the tool."""
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(kept["sums"]) if kept.get("version") == __version__ else {}
