"""Markdown and MyST files, with the front matter of Pelican, Hugo, Jekyll, ABlog or MyST."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from anthology.model import Channel, Dated, Entry, Loss, Origin, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.dates import dated
from anthology.sources.drafts import unpublished
from anthology.sources.encoding import read_text
from anthology.sources.front_matter import FrontMatter, Value, split
from anthology.sources.generator_tags import plain
from anthology.sources.html_text import language_tag, plain_title, web_address
from anthology.sources.pictures import pictures_of

FORMAT = "markdown"

SUFFIXES = frozenset((".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".myst"))
_NOT_POSTS = frozenset(
    (
        "readme",
        "license",
        "licence",
        "changelog",
        "changes",
        "contributing",
        "code_of_conduct",
        "security",
        "_index",
    )
)
_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.+)")
_FIRST_HEADING = re.compile(
    r"(?:\s*(?:<!--(?:(?!-->).)*-->|\([\w.:-]{1,100}\)=)[ \t]*\n)*\s*"
    r"(?:\#[ \t]+(?P<atx>[^\n]*?)(?:[ \t]+\#+)?[ \t]*|(?P<setext>[^\n]*\S)[ \t]*\n=+[ \t]*)(?:\n|\Z)",
    re.S,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|[*`]+|(?<!\w)_+|_+(?!\w)|\{#[^{}]*\}\s*$")
_DATES = ("date", "published", "publishdate", "publish_date", "pubdate", "date_published", "created")
_CHANGED = ("updated", "modified", "lastmod", "last_modified_at", "date_modified")
_ADDRESSES = (
    "url",
    "canonical_url",
    "canonical",
    "original_url",
    "canonicalurl",
    "permalink",
    "external_url",
    "link",
)
_LABELS = ("topics", "projects", "releases", "series", "cycle", "anthology_id")
_UPDATED_ONLY = 0.6
_FROM_NAME = 0.9


def sniff(path: Path, head: bytes) -> float:
    """Recognise the name of a Markdown file; another text file by front matter between dashes."""
    fenced = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:---|\+\+\+)[ \t]*\r?\n[A-Za-z][\w -]*[ \t]*[:=]", head)
    if b"\0" in head or head.startswith((b"%PDF", b"\x89PNG")):
        return 0.0
    if path.suffix.lower() not in SUFFIXES:
        return 0.6 if fenced and path.suffix.lower() in (".txt", "") else 0.0
    return 0.9 if fenced or path.stem.lower() not in _NOT_POSTS else 0.3


def read(source: Source, path: Path, boundaries: Boundaries) -> Iterator[Entry]:
    """Yield the post that a file is; a draft, by its front matter, if the source wants them.

    Raises:
        SourceError: Where the file is no text.
    """
    text = read_text(path)
    front = split(text)
    draft = _is_draft(front)
    if draft and "draft" not in source.statuses:
        return
    title, body, skipped = _title(front, path)
    if not title and not body.strip():
        return
    body_line = front.line + skipped
    body_line += len(body) - len(body.lstrip("\n"))
    body, lost = plain(body.strip("\n") + "\n")
    url = next((found for key in _ADDRESSES if (found := web_address(_one(front.values.get(key))))), None)
    channel = _one(front.values.get("source")) or _one(front.values.get("blog_title"))
    labels = {key.replace("_", "-"): values for key in _LABELS if (values := _series_or_list(front, key))}
    assets, losses = pictures_of(body, path)
    yield Entry(
        source=source,
        origin=Origin(path.as_posix(), body_line, text.rstrip().count("\n") + 1),
        key=_one(front.values.get("anthology_id"))
        or _one(front.values.get("guid"))
        or url
        or _place(source, path),
        title=title,
        body=body,
        body_format="markdown",
        bylines=_bylines(front),
        dated=_date(front, path),
        url=url,
        channel=Channel(channel) if channel else None,
        base_url=url,
        categories=_categories(front),
        labels=labels,
        language=language_tag(_first(front, "language", "lang", "locale")),
        license=_license(front),
        assets=assets,
        losses=(*_misread(front, text, path), *lost, *losses, *((unpublished("draft"),) if draft else ())),
    )


def is_draft(path: Path) -> bool:
    """Tell whether a file calls itself a draft.

    Raises:
        SourceError: Where the file is no text.
    """
    return _is_draft(split(read_text(path)))


def _is_draft(front: FrontMatter) -> bool:
    values = front.values
    return (
        _one(values.get("draft")).lower() in ("true", "yes", "1")
        or _one(values.get("published")).lower() in ("false", "no", "0")
        or _one(values.get("status")).lower() in ("draft", "hidden", "skip", "private")
    )


def _title(front: FrontMatter, path: Path) -> tuple[str | None, str, int]:
    """Return the title, the body without it, and how many lines were taken from the body's beginning."""
    given = plain_title(_one(front.values.get("title")))
    heading = _FIRST_HEADING.match(front.body)
    if heading:
        said = _plain(heading["atx"] or heading["setext"] or "")
        if said and (given is None or " ".join(given.split()).lower() == said.lower()):
            return given or said, front.body[heading.end() :], heading.group().count("\n")
    named = _DATED_NAME.fullmatch(path.stem)
    if given is None and named:  # as Jekyll does
        given = named.group(2).replace("-", " ").replace("_", " ").strip().capitalize()
    return given, front.body, 0


def _plain(markdown: str) -> str:
    text = _LINK.sub(r"\1", markdown)
    return " ".join(_MARKUP.sub(lambda found: found.group(1) or "", text).split())


def _date(front: FrontMatter, path: Path) -> Dated | None:
    for keys, confidence in ((_DATES, 1.0), (_CHANGED, _UPDATED_ONLY)):
        for key in keys:
            if found := dated(_one(front.values.get(key)), "front-matter", confidence, key):
                return found
        named = _DATED_NAME.fullmatch(path.stem) or _DATED_NAME.fullmatch(path.parent.name)
        if named and (found := dated(named.group(1), "url", _FROM_NAME, "file name")):
            return found
    return None


def _misread(front: FrontMatter, text: str, path: Path) -> Iterator[Loss]:
    """Yield what front matter says and nobody can read, with its line."""
    if front.broken:
        why = f"it could not be read as {front.broken}; its lines were read one by one"
        yield Loss("front matter", f"{path.name}:{front.first}", why)
    for key in _DATES:
        said = _one(front.values.get(key))
        if said and not dated(said, "front-matter", 1.0, key):
            head = text.splitlines()[: front.line]
            number = next((n for n, line in enumerate(head, 1) if said in line), front.first)
            yield Loss("date", f"{path.name}:{number}", f"“{said}” is no date")


def _one(value: Value | None) -> str:
    """Return a value as one text; the first of a list, the name in a mapping."""
    if isinstance(value, list):
        return _one(value[0]) if value else ""
    if isinstance(value, dict):
        return _one(value.get("name") or value.get("title") or value.get("id") or "")
    return " ".join(value.split()) if value else ""


def _first(front: FrontMatter, *keys: str) -> str:
    return next((found for key in keys if (found := _one(front.values.get(key)))), "")


def _list(value: Value | None, separators: str = ",;") -> tuple[str, ...]:
    if isinstance(value, list):
        found = [_one(one) for one in value]
    elif isinstance(value, str):
        found = re.split(f"[{separators}]", value.strip().strip("[]"))
    else:
        found = [_one(value)]
    return tuple(dict.fromkeys(word for one in found if (word := " ".join(one.split()).strip("\"'"))))


def _bylines(front: FrontMatter) -> tuple[str, ...]:
    several = front.values.get("authors")
    if isinstance(several, list):
        return tuple(dict.fromkeys(filter(None, map(_byline, several))))
    if isinstance(several, str) and several:
        return _list(several, ";" if ";" in several else ",")
    author = several or front.values.get("author")
    return _list(author, ";") if isinstance(author, str) else tuple(filter(None, [_byline(author)]))


def _byline(value: Value | None) -> str:
    """Return an author as a byline prints one; MyST says the employer of each."""
    name = " ".join(_one(value).split()).strip("\"'")
    if not name or not isinstance(value, dict):
        return name
    employer = _one(value.get("affiliation") or value.get("affiliations"))
    return f"{name} ({employer})" if employer else name


def _categories(front: FrontMatter) -> tuple[str, ...]:
    values = front.values
    found: dict[str, None] = {}
    for key in ("category", "categories", "tags", "tag", "keywords"):
        value = values.get(key)
        plain = isinstance(value, str) and not re.search("[,;]", value)
        # Jekyll, which every file tells its layout, separates with spaces.
        separators = r"\s" if plain and "layout" in values and key in ("categories", "tags") else ",;"
        found |= dict.fromkeys(_list(value, separators))
    return tuple(found)


def _series_or_list(front: FrontMatter, key: str) -> tuple[str, ...]:
    value = front.values.get(key)
    if key != "series":
        return _list(value)
    part = _one(value.get("part")) if isinstance(value, dict) else _first(front, "series_index", "part")
    name = _one(value)
    return (name, part) if name and part else (name,) if name else ()


def _license(front: FrontMatter) -> str | None:
    value = front.values.get("license") or front.values.get("licence") or front.values.get("copyright")
    if isinstance(value, dict):
        value = value.get("content") or value.get("name") or value.get("id") or ""
    return _one(value) or None


def _place(source: Source, path: Path) -> str:
    """Return the file's place within its source, which is the same on every machine."""
    fixed = re.split(r"[*?\[]", source.path or "")[0].strip("./")
    inside = path.as_posix().partition(f"/{fixed}/")[2] if fixed else ""
    return inside or "/".join(path.parts[-2:])
