"""What Sphinx loads: `extensions = ["anthology.sphinxext"]`."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from anthology import __version__
from anthology.sphinxext import defaults, dressing, filling, freshness, reading, speed, sweeping
from anthology.sphinxext.builder import BookHTMLBuilder
from anthology.sphinxext.domain import AnthologyDomain
from anthology.sphinxext.nodes import Placeholder


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    speed.calm_collector()
    for name in ("myst_parser", "sphinx_copybutton", "anthology.typesetting"):
        app.setup_extension(name)
    app.add_builder(BookHTMLBuilder, override=True)
    app.add_domain(AnthologyDomain)
    app.add_node(Placeholder)
    reading.setup(app)
    dressing.setup(app)
    app.connect("config-inited", defaults.set_defaults, priority=100)
    app.connect("source-read", speed.let_go)
    app.connect("env-before-read-docs", speed.read_leaves_first)
    fresh = freshness.Freshness()
    app.connect("env-updated", fresh.pages_to_write)
    app.connect("build-finished", fresh.keep)
    app.connect("write-started", speed.freeze)
    app.connect("doctree-resolved", filling.fill_page)
    app.connect("build-finished", sweeping.sweep)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
