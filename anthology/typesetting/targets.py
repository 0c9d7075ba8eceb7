"""What a link points at: a place in this book, the web, or nothing that print can show."""

from __future__ import annotations

import re

PAGE_SCHEME = "anthology-page:"
"""The builder's own addresses, so that Sphinx's resolver and extensions need to know nothing of print."""
LONGEST_URL = 1500
"""Characters; longer addresses are data, not something to type from paper."""

_EXTERNAL = re.compile(r"(?:https?|ftp)://[^\s]+|mailto:[^\s]+", re.IGNORECASE)


def page_uri(docname: str) -> str:
    """Return the address of a document in this builder."""
    return PAGE_SCHEME + docname


def internal_label(uri: str) -> str | None:
    """Return the label an address of this builder means, or None if it is not one."""
    if not uri.startswith(PAGE_SCHEME):
        return None
    docname, _, node_id = uri.removeprefix(PAGE_SCHEME).partition("#")
    return f"{docname}#{node_id}"


def external(uri: str) -> bool:
    """Tell whether the address may be linked from a PDF."""
    return len(uri) <= LONGEST_URL and _EXTERNAL.fullmatch(uri) is not None
