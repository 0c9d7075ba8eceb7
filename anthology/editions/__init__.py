"""Editions that Sphinx's own builders make: EPUB for e-readers, LaTeX for those who have TeX."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from anthology import __version__
from anthology.editions.epub import BookEpubBuilder
from anthology.editions.latex import leave_out_pages
from anthology.editions.offline import OfflinePictures, RawHtmlForLatex, drop_metatags, leave_out_web_only


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    app.add_builder(BookEpubBuilder, override=True)
    app.add_post_transform(OfflinePictures)
    app.add_post_transform(RawHtmlForLatex)
    # After the extension has filled the page in.
    app.connect("doctree-resolved", leave_out_web_only, priority=900)
    app.connect("doctree-resolved", leave_out_pages, priority=910)
    app.connect("html-page-context", drop_metatags, priority=950)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
