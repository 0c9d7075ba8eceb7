"""Finding runs of posts: numbered parts, weekly newsletters, columns with a standing title."""

from __future__ import annotations

from anthology.model import SeriesPart

NO_SERIES = SeriesPart(id="", name="")
"""In `Post.series`, an editor's word that the post belongs to none, whatever its title looks like."""
