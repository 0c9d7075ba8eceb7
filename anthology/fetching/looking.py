"""A first look at an address that is to become a source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from anthology.fetching.client import Answer, Client
from anthology.fetching.errors import FetchError
from anthology.fetching.reading import Reading, feeds_named_in, is_page, read_answer
from anthology.model import Source


@dataclass(frozen=True, slots=True)
class Look:
    """What stands at an address.

    Attributes:
        source: The source to declare: under the feed's own address, where a page names one or it has moved.
        answer: What the server gave.
        reading: What it holds.
        remark: What was done to find it, or an empty string.
    """

    source: Source
    answer: Answer
    reading: Reading
    remark: str = ""


def look(client: Client, source: Source) -> Look:
    """Fetch an address once and read it; of a web page, the first feed that it names.

    Args:
        client: Whom to ask with.
        source: With a url.

    Raises:
        FetchError: If there is no feed.
    """
    url, remark = source.url or "", ""
    answer = client.get(url)
    try:
        reading = read_answer(source, answer, answer.moved_to or url)
    except FetchError:
        named = feeds_named_in(answer.body, answer.address) if is_page(answer.body) else []
        if not named:
            raise
        url = named[0]
        remark = f"the page names the feed {url}"
        if len(named) > 1:
            remark += f", and {', '.join(named[1:4])}"
        answer = client.get(url)
        reading = read_answer(source, answer, answer.moved_to or url)
    return Look(replace(source, url=answer.moved_to or url), answer, reading, remark)
