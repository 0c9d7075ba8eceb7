"""Beginning a chapter: a page that people write, with examples that name posts of this very book."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from slugify import slugify

from anthology.chapters import FOLDER
from anthology.config import Project
from anthology.conversion.myst import escape
from anthology.errors import ConfigError
from anthology.files import write_atomically
from anthology.model import Catalogue, Post

INDEX = "index.md"


def begin_chapter(project: Project, title: str, catalogue: Catalogue) -> Path:
    """Write a new chapter and list it in the table of contents of all chapters.

    Args:
        project: The book.
        title: Of the chapter; its file is named after it.
        catalogue: Where the examples take their posts and names from.

    Returns:
        The new file.

    Raises:
        ConfigError: If the title has no words, or there is such a chapter already.
    """
    slug = slugify(title, max_length=60, word_boundary=True)
    folder = project.source_dir / FOLDER
    path = folder / f"{slug}.md"
    shown = path.relative_to(project.folder).as_posix()
    if not slug:
        raise ConfigError(f"{title!r} has no words to name a file after", remedy="Give another title.")
    if path.exists() or slug == Path(INDEX).stem:
        raise ConfigError("is there already", shown, "Give another title, or write in that file.")
    index = folder / INDEX
    listing = index.read_text("utf-8") if index.is_file() else None
    write_atomically(path, text_of(title, catalogue).encode())
    if listing is not None and (longer := listed(listing, slug)) != listing:
        write_atomically(index, longer.encode())
    return path


def text_of(title: str, catalogue: Catalogue) -> str:
    """Return the text of a new chapter, with examples that work in this book."""
    template = (files("anthology") / "templates" / "chapter.md").read_text("utf-8")
    shown = catalogue.shown()
    posts = [_spelt(post, catalogue) for post in shown[-2:]] or ["a title or an id"]
    known = {
        "author": _most(author.id for post in shown for author in post.authors),
        "topic": _most(topic for post in shown for topic in post.topics),
        "project": _most(project for post in shown for project in post.projects),
        "cycle": _most(post.cycle for post in shown if post.cycle),
    }
    named = {kind: value for kind, value in known.items() if value} or {"author": "a name"}
    kind = "topic" if "topic" in named else next(iter(named))
    return Template(template).substitute(
        description=json.dumps(" ".join(title.split()), ensure_ascii=False)[1:-1],
        heading=escape(title),
        first=posts[-1],
        second=posts[0],
        names=", ".join(f"{{anthology:{kind}}}`{value}`" for kind, value in named.items()),
        filter=kind,
        value=named[kind],
    )


def listed(text: str, docname: str) -> str:
    """Return a page with an entry at the end of its first table of contents, all else as it was.

    A page without one gets one at its end.  One that lists what fits a pattern may stay as it is.
    """
    lines = text.splitlines(keepends=True)
    parser = MarkdownIt("commonmark").use(colon_fence_plugin)
    for token in parser.parse(text):
        if token.type in ("fence", "colon_fence") and token.info.split()[:1] == ["{toctree}"] and token.map:
            entries = [line.strip() for line in token.content.splitlines()]
            if docname in entries or (":glob:" in entries and any(fnmatch(docname, one) for one in entries)):
                return text
            start, end = token.map
            closed = end > start + 1 and lines[end - 1].strip(" \r\n:`~") == ""
            at = end - 1 if closed else end
            while at > start + 1 and not lines[at - 1].strip():
                at -= 1
            first = not any(entry and not entry.startswith(":") for entry in entries)
            indent = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
            gap = "\n" if first and at > start + 1 else ""
            return "".join([*lines[:at], f"{gap}{indent}{docname}\n", *lines[at:]])
    return f"{text.rstrip()}\n\n```{{toctree}}\n{docname}\n```\n"


def _most(values: Iterable[str]) -> str:
    """Return the value that comes most often, or nothing if there is none."""
    return next((value for value, _ in Counter(values).most_common(1)), "")


def _spelt(post: Post, catalogue: Catalogue) -> str:
    """Return how a role names a post: by its title if that is enough, and means nothing to MyST."""
    title = post.title or ""
    same = sum(title == other.title for other in catalogue.posts)
    return title if title and same == 1 and not set(title) & set("`<>{}$%\n") else post.id
