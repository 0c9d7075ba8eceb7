"""The posts as references: BibTeX for LaTeX, CSL-JSON for Zotero, Pandoc and others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from anthology.conversion.myst import clean
from anthology.model import Catalogue, Post

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_LATEX_SPECIAL = re.compile("|".join(re.escape(character) for character in _LATEX))


def bibtex(catalogue: Catalogue, _title: str = "") -> Iterator[str]:
    """Yield an `@online` entry (BibLaTeX) for each shown post; its key is the post's id."""
    for post in catalogue.shown():
        yield f"@online{{{post.id},"
        for key, value in _fields(post):
            yield f"  {key} = {{{value}}},"
        yield "}"
        yield ""


def csl_json(catalogue: Catalogue, _title: str = "") -> Iterator[str]:
    """Yield one JSON list with an item of type `post-weblog` for each shown post."""
    items = [_item(post) for post in catalogue.shown()]
    yield json.dumps(items, ensure_ascii=False, indent=1)


def _fields(post: Post) -> Iterator[tuple[str, str]]:
    if post.authors:
        # Names in braces are kept whole: a blog says nothing of which part is the family's.
        yield "author", " and ".join(f"{{{_latex(author.name)}}}" for author in post.authors)
    yield "title", f"{{{_latex(post.title or 'Untitled')}}}"
    if post.channel.name:
        yield "organization", _latex(post.channel.name)
    if post.dated:
        yield "date", post.dated.value[:10]
    if post.url:
        yield "url", re.sub(r"[{}\\%\s]", lambda found: f"\\{found[0]}" if found[0] == "%" else "", post.url)
    if post.language:
        yield "langid", _latex(post.language)


def _latex(text: str) -> str:
    return _LATEX_SPECIAL.sub(lambda found: _LATEX[found[0]], " ".join(clean(text).split()))


def _item(post: Post) -> dict[str, Any]:
    found: dict[str, Any] = {"id": post.id, "type": "post-weblog", "title": post.title or "Untitled"}
    if post.authors:
        found["author"] = [{"literal": author.name} for author in post.authors]
    if post.channel.name:
        found["container-title"] = post.channel.name
    if post.dated:
        found["issued"] = {"date-parts": [[int(part) for part in post.dated.value[:10].split("-")]]}
    if post.url:
        found["URL"] = post.url
    if post.language:
        found["language"] = post.language
    return found
