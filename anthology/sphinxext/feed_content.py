"""What feeds hold of a post: its own words as HTML, with addresses that hold anywhere.

Taken from the pages as they were written, so that nothing is rendered twice, also where only some pages are
written again.  Between the markers of a page's own parts stands what the author wrote, and nothing that the
converter did not let through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

HEADER = '<div class="post-header'
FOOTER = '<div class="post-footer'

_HEADERLINK = re.compile(r'<a class="headerlink".*?</a>')
_ADDRESS = re.compile(r'(?<=\s)(href|src)="([^"]*)"')
_HERE = "http://book.invalid/"
"""Stands for the site's root while addresses are worked out (RFC 6761)."""


def own_words(page: str) -> str | None:
    """Return what the author wrote, as it stands in a post's page; None where there is no such part."""
    start = page.find(HEADER)
    # The header holds paragraphs only.
    start = page.find("</div>", start) + len("</div>") if start >= 0 else -1
    end = page.rfind(FOOTER)
    if not 0 <= start <= end:
        return None
    return _HEADERLINK.sub("", page[start:end]).strip()


def with_addresses(words: str, uri: str, address: Callable[[str], str]) -> str:
    """Return HTML with its relative addresses made such as hold in a feed.

    Args:
        words: The HTML.
        uri: Where it stood, relative to the site's root.
        address: From an address relative to the site's root to one for the feed.
    """

    def resolved(found: re.Match[str]) -> str:
        name, value = found.groups()
        if urlsplit(value.replace("&amp;", "&")).scheme:
            return found[0]
        target = urljoin(_HERE + uri, value)
        return f'{name}="{address(target.removeprefix(_HERE))}"'

    return _ADDRESS.sub(resolved, words)
