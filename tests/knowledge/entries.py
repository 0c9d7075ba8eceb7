"""Entries and bodies made of a few keys of TOML, for cases in fixture files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from anthology.model import Body, Channel, Dated, Entry, Origin, Source

HERE = Path(__file__).parent


def cases(name: str, argument: str = "case") -> pytest.MarkDecorator:
    """Parametrise a test by the `[[case]]` tables of a file; `title` names each."""
    tables = tomllib.loads((HERE / name).read_text("utf-8"))["case"]
    return pytest.mark.parametrize(argument, tables, ids=[table["title"] for table in tables])


def entry(number: int = 0, **given) -> Entry:
    """Make an entry: `title, text, by, blog, blog_url, date, url, tags, file, source, format, labels`."""
    source = Source(given.get("source", "test"), given.get("source_name", "A planet"))
    title = given.get("title")
    date = given.get("date")
    return Entry(
        source=source,
        origin=Origin(given.get("file", "page.txt"), 1 + number * 10, 9 + number * 10),
        key=given.get("key", f"{given.get('blog')}|{title}|{date}|{number}"),
        title=title,
        body=given.get("text", ""),
        body_format=given.get("format", "text"),
        bylines=tuple(given.get("by", ())),
        dated=Dated(date, "byline", 0.5 if "printed" in given else 1.0, given.get("printed", "by …"))
        if date
        else None,
        language=given.get("language"),
        url=given.get("url"),
        channel=Channel(given["blog"], given.get("blog_url")) if "blog" in given else None,
        categories=tuple(given.get("tags", ())),
        labels={key: tuple(value) for key, value in given.get("labels", {}).items()},
    )


def body(**given) -> Body:
    text = given.get("text", "")
    return Body(text, links=tuple(re.findall(r"https?://[^\s)>]+", text)))


def pages(tables: list[dict]) -> tuple[list[Entry], list[Body]]:
    return [entry(n, **table) for n, table in enumerate(tables)], [body(**table) for table in tables]
