"""What Sphinx loads: `extensions = ["anthology.sphinxext"]`.

Chapters get, each also with the domain's name in front (`{anthology:post}`):

- roles `{post}`, `{author}`, `{project}`, `{cycle}`, `{topic}`, `{channel}`, `{series}`: a link by id, name,
  earlier name or other spelling; `{post}` also by title, slug or docname;
- `{posts}`: a list, filtered by `:cycle:`, `:release:`, `:topic:`, `:project:`, `:author:`, `:channel:`,
  `:series:`, `:year:`, `:month:`, with `:sort:` (date, -date, title, series), `:limit:` and `:empty:`;
- `{quote} POST`: an excerpt with its credit, checked against the post; without content its first paragraph;
- `{front}` and `{book-contents}` for the front page, `{facts}` and `{overview}` for list pages.

Settings for `conf.py`: `anthology_remote_pictures = True` shows pictures that the book does not keep by
asking their hosts at each reading, instead of linking to them; `anthology_report_url` is the `report_url` of
`[html]` in `anthology.toml`.

Unknown names are warnings of the type `anthology` with the nearest known name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anthology import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    # Here, since commands that look up names in `records` have no use for Sphinx, which takes long to import.
    from sphinx.config import ENUM

    from anthology.sphinxext import (
        deadlinks,
        defaults,
        dressing,
        filling,
        formulas,
        freshness,
        reading,
        site,
        speed,
        stamps,
        standing_warnings,
        sweeping,
    )
    from anthology.sphinxext.builder import BookHTMLBuilder
    from anthology.sphinxext.domain import AnthologyDomain
    from anthology.sphinxext.nodes import Placeholder
    from anthology.sphinxext.parts import FrontBuilder, VolumeBuilder

    # What builds a book in one piece, and the parts of one in volumes.
    builders = {"": BookHTMLBuilder, "front": FrontBuilder, "volume": VolumeBuilder}
    speed.calm_collector()
    for name in ("myst_parser", "sphinx_copybutton", "anthology.typesetting", "anthology.editions"):
        app.setup_extension(name)
    app.add_config_value("anthology_part", "", "", ENUM(*builders))
    app.add_builder(builders[app.config.anthology_part], override=True)
    app.add_domain(AnthologyDomain)
    app.add_node(Placeholder)
    for part in (reading, formulas, dressing, site, standing_warnings):
        part.setup(app)
    app.add_config_value("anthology_remote_pictures", False, "html", bool)
    app.connect("config-inited", defaults.set_defaults, priority=100)
    app.connect("source-read", speed.let_go)
    app.connect("env-before-read-docs", speed.read_leaves_first)
    reading_now = stamps.Reading()
    app.connect("env-get-outdated", stamps.changed_docs)
    app.connect("env-before-read-docs", reading_now.begins)
    app.connect("env-updated", reading_now.ended)
    fresh = freshness.Freshness()
    app.connect("env-before-read-docs", fresh.about_to_read)
    app.connect("env-updated", fresh.pages_to_write)
    app.connect("build-finished", fresh.keep)
    app.connect("write-started", speed.freeze)
    app.connect("doctree-read", deadlinks.note_links)
    app.connect("doctree-resolved", filling.fill_page)
    app.connect("build-finished", sweeping.sweep)
    return {"version": __version__, "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
