"""Addresses of links: when two are one, and which of them can be tested at all."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urldefrag, urlsplit

from markdown_it.common.normalize_url import normalizeLink

_NAMES_OF_NOBODY = frozenset(
    (
        "alt",
        "example",
        "home.arpa",
        "internal",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "test",
    )
)
"""Domains that no public host has (RFC 2606, 6761, 6762, 7686, 8375), or that only intranets use."""
_EXAMPLES = frozenset(("example.com", "example.net", "example.org"))
_LONGEST = 2_000


@lru_cache(maxsize=100_000)
def plain_link(url: str) -> str:
    """Return a link's address as Markdown's parser writes it, without the place inside the page.

    So the link in a body, in the file of verdicts and in a doctree are the same text.
    """
    try:
        return urldefrag(normalizeLink(url.strip()))[0]
    except (ValueError, UnicodeError, IndexError):
        return url


def is_testable(link: str) -> bool:
    """Tell whether a link leads to the public web: not to an example's host, and to one at all.

    Numeric addresses of private networks pass: `anthology.fetching.network` sends nothing to these.
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
        has_password = parts.username is not None
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or has_password or len(link) > _LONGEST:
        return False
    if ":" in host:  # IPv6
        return True
    labels = host.lower().split(".")
    last_two = ".".join(labels[-2:])
    return len(labels) > 1 and not {labels[-1], last_two} & _NAMES_OF_NOBODY and last_two not in _EXAMPLES
