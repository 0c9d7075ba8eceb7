"""The printed book: a Sphinx builder that writes Typst markup, and the compiler that makes it a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder `typst`."""
    from anthology import __version__
    from anthology.typesetting.builder import TypstBuilder

    if TypstBuilder.name not in app.registry.builders:
        app.add_builder(TypstBuilder)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
