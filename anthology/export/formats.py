"""All forms in which `anthology export` prints a catalogue, by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from anthology.errors import ConfigError
from anthology.export.citations import bibtex, csl_json
from anthology.export.records import record
from anthology.export.tables import table
from anthology.export.xml import atom, opml
from anthology.model import Catalogue

Writer = Callable[[Catalogue, str], Iterator[str]]


def _json_lines(catalogue: Catalogue, _title: str) -> Iterator[str]:
    """Yield every post as a line of JSON, rejected ones and copies too."""
    for post in catalogue.posts:
        yield json.dumps(record(post), ensure_ascii=False)


FORMATS: Mapping[str, Writer] = {
    "jsonl": _json_lines,
    "csv": table,
    "bibtex": bibtex,
    "csl-json": csl_json,
    "opml": opml,
    "atom": atom,
}


def lines(catalogue: Catalogue, format_: str = "jsonl", title: str = "") -> Iterator[str]:
    """Return a catalogue as lines of text without line ends.

    Args:
        catalogue: All posts; forms other than `jsonl` leave out rejected ones and copies.
        format_: A key of `FORMATS`.
        title: The book's title, where the form has a place for it.

    Raises:
        ConfigError: There is no such form.
    """
    writer = FORMATS.get(format_)
    if writer is None:
        raise ConfigError(f"no export has the form “{format_}”", remedy=f"use one of: {', '.join(FORMATS)}")
    return writer(catalogue, title)
