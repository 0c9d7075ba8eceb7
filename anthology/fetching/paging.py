"""Older posts than a feed shows: its further pages, where it says where they are or WordPress made it.

RFC 5005 names them with `next` (paged feeds) and `prev-archive` (archived feeds), JSON Feed 1.1 with
`next_url`; WordPress answers `?paged=2` and so on without telling.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from anthology.fetching.client import Answer, Client, parsed
from anthology.fetching.errors import FetchError
from anthology.fetching.job import Job
from anthology.fetching.reading import Reading, read_answer

_FIRST_POST = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.I)
_LINK = re.compile(rb"<(?:[\w.-]+:)?link\b([^<>]{1,2000})>", re.I)
_ATTRIBUTE = re.compile(rb"""\b(rel|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_WORDPRESS = re.compile(rb"<generator>\s*https?://(?:www\.)?wordpress\.(?:org|com)/", re.I)
_HEAD_LIMIT = 64 * 1024


def older_pages(client: Client, job: Job, first: Answer, reading: Reading, limit: int) -> Iterator[Reading]:
    """Yield the further pages of a feed, until there is none or one brings nothing new.

    Args:
        client: Whom to ask with.
        job: The feed.
        first: The feed's first page.
        reading: What it holds.
        limit: Pages to read at most, the first included.

    Raises:
        FetchError: If a page that the feed names cannot be fetched or read.
    """
    seen = {entry.key for entry in reading.entries}
    visited = {first.address}
    answer = first
    for number in range(2, limit + 1):
        place = next_page(answer)
        guessed = place is None and bool(_WORDPRESS.search(first.body[:_HEAD_LIMIT]))
        if guessed:
            place = str(parsed(first.address).copy_merge_params({"paged": str(number)}))
        if place is None or place in visited:
            return
        visited.add(place)
        try:
            answer = client.get(place)
        except FetchError as error:
            if guessed and error.status in (404, 410):
                return  # the page after the last
            raise
        reading = read_answer(job.source, answer, job.url)
        keys = {entry.key for entry in reading.entries}
        if keys <= seen:
            return
        seen |= keys
        yield reading


def next_page(answer: Answer) -> str | None:
    """Return the address of the next older page that a feed names, or None."""
    body = answer.body
    if body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            named = json.loads(body).get("next_url")
        except (ValueError, AttributeError, RecursionError):
            return None
        return _absolute(named, answer) if isinstance(named, str) else None
    post = _FIRST_POST.search(body)
    head = body[: min(post.start() if post else _HEAD_LIMIT, _HEAD_LIMIT)]
    places: dict[str, str] = {}
    for link in _LINK.finditer(head):
        values = {name.lower(): (one or two) for name, one, two in _ATTRIBUTE.findall(link[1])}
        if b"rel" in values and b"href" in values:
            rel = values[b"rel"].decode("latin-1").lower().rpartition("/")[2]
            places.setdefault(rel, html.unescape(values[b"href"].decode("utf-8", "replace")))
    named = places.get("prev-archive") or places.get("next")
    return _absolute(named, answer) if named else None


def _absolute(place: str, answer: Answer) -> str | None:
    try:
        return str(parsed(place, parsed(answer.address)))
    except FetchError:
        return None
