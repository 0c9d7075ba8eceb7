"""A table of the posts for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from anthology.model import Catalogue, Post

_COLUMNS = (
    *("id", "title", "authors", "source", "url", "date", "cycle", "releases", "topics", "projects"),
    *("series", "part", "status", "license", "docname"),
)


def table(catalogue: Catalogue, _title: str = "") -> Iterator[str]:
    """Yield a heading and a row for each shown post, as RFC 4180 says but for the line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="")
    for row in (_COLUMNS, *map(_row, catalogue.shown())):
        writer.writerow([_inert(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _row(post: Post) -> tuple[str, ...]:
    series = post.series
    return (
        post.id,
        post.title or "",
        "; ".join(author.name for author in post.authors),
        post.channel.name,
        post.url or "",
        post.dated.value if post.dated else "",
        post.cycle or "",
        "; ".join(post.releases),
        "; ".join(post.topics),
        "; ".join(post.projects),
        series.name if series else "",
        str(series.part) if series and series.part else "",
        post.status,
        post.license or post.source.license or "",
        post.docname,
    )


def _inert(cell: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula."""
    cell = " ".join(cell.split())
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
