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
    from anthology.typesetting.volumes import DEFAULT_MEGABYTES

    if TypstBuilder.name not in app.registry.builders:
        app.add_builder(TypstBuilder)
        app.add_config_value("anthology_pdf_paper", "a4", "", types=frozenset({str}))
        app.add_config_value("anthology_pdf_volumes", "one", "", types=frozenset({str}))
        app.add_config_value("anthology_pdf_memory", DEFAULT_MEGABYTES, "", types=frozenset({int}))
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
