"""One post's page: front matter, title, body.

Nothing in it depends on another post, so that a new post never changes an old page.
"""

from __future__ import annotations

from typing import Any

import yaml

from anthology.conversion.myst import escape, heading
from anthology.export import Record
from anthology.pages.naming import display_title, single_line

# libyaml is ten times as fast as PyYAML's own emitter, but not compiled in everywhere.
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def front_matter(record: Record) -> dict[str, Any]:
    """Return a post's front matter in the published order, without what is not known."""
    series = record["series"]
    fields: dict[str, Any] = {
        "title": single_line(record["title"]),
        "authors": [_author(author) for author in record["authors"]],
        "date": record["date"],
        "source": single_line((record["source"] or {}).get("name")),
        "url": record["url"],
        "cycle": record["cycle"],
        "topics": record["topics"],
        "projects": record["projects"],
        "releases": record["releases"],
        "series": single_line(series["name"]) if series else None,
        "license": record["license"],
        "anthology-id": record["id"],
    }
    return {key: value for key, value in fields.items() if value}


def _author(author: Record) -> str | dict[str, str]:
    """Return an author's name; with the employer, if known, as MyST's front matter writes both."""
    name = single_line(author["name"])
    employer = single_line(author["affiliation"])
    return {"name": name, "affiliation": employer} if employer else name


def post_page(record: Record, body: str) -> str:
    """Return the MyST text of a post's page.

    Args:
        record: The post as `anthology.export.record` gives it.
        body: Its MyST body, whose headings start at level 2.
    """
    matter = yaml.dump(
        front_matter(record),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=2**31 - 1,
    )
    text = f"---\n{matter}---\n\n{heading(1, escape(display_title(record)))}\n\n{body.strip(chr(10))}\n"
    return text.encode("utf-8", "replace").decode()
