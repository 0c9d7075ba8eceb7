"""What a shell offers for a word that is half typed: names of this book, as the last build left them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import typer

from anthology.config import Project, find_project, load_project
from anthology.errors import AnthologyError
from anthology.pages.catalogue_file import CATALOGUE_FILE

Offer = Iterator[tuple[str, str]]
"""Words with what they stand for; shells that cannot show the second leave it out."""


def post_ids(ctx: typer.Context, incomplete: str) -> Offer:
    """Yield ids of posts that are shown."""
    with suppress(AnthologyError, OSError, ValueError, KeyError):
        posts = json.loads((_project(ctx).source_dir / CATALOGUE_FILE).read_bytes())["posts"]
        yield from ((r["id"], r["title"] or "") for r in posts if r["id"].startswith(incomplete))


def source_ids(ctx: typer.Context, incomplete: str) -> Offer:
    """Yield ids of sources."""
    with suppress(AnthologyError):
        yield from (
            (source.id, source.name) for source in _project(ctx).sources if source.id.startswith(incomplete)
        )


def one_of(names: Sequence[str]) -> Callable[[str], list[str]]:
    """Return what completes one of some names."""
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def list_of(names: Sequence[str]) -> Callable[[str], list[str]]:
    """Return what completes the last name of a list with commas."""

    def offer(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        given = before.split(",")
        return [f"{before}{comma}{name}" for name in names if name.startswith(last) and name not in given]

    return offer


def _project(ctx: typer.Context) -> Project:
    directory = ctx.parent.params.get("directory") if ctx.parent else None
    return load_project(find_project(Path(directory or ".")))
