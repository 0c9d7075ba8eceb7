"""Small questions about text that may hold HTML: what it says, and whether it is HTML at all."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

_FORMATTING = (
    "a|abbr|acronym|b|big|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|nobr|q|s|samp|small|span|strike|strong|sub|sup"
    "|tt|u|var|p|div|h[1-6]"
)
_PAIRED = re.compile(rf"<({_FORMATTING})(?:\s[^<>]*)?>([^<>]*)</\1\s*>", re.I)
_VOID = re.compile(r"<(?:br|wbr|img)(?:\s[^<>]*)?/?>", re.I)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?(?:[a-z][a-z0-9]{0,14}|!--)(?:\s[^<>]*)?/?>", re.I)
_ESCAPED_TAG = re.compile(
    r"\s*&lt;(p|div|span|h[1-6]|ul|ol|table|a|img|pre|blockquote|strong|em|b|i|br|center|figure|section|article|font)\b",
    re.I,
)
_KNOWN_TAG = re.compile(
    r"<(?:/(?:p|div|span|h[1-6]|ul|ol|li|table|a|pre|code|blockquote|strong|em|b|i)|(?:br|hr|img)(?:\s[^<>]*)?/?)\s*>",
    re.I,
)
_TITLE_LIMIT = 1_000


def plain_title(title: str | None) -> str | None:
    """Return a title as plain text on one line, without formatting tags and entities; None for no words.

    What only looks like a tag stays, since titles are about code: `How <vector> grows`.
    """
    if not title:
        return None
    text = title[: 20 * _TITLE_LIMIT]
    for _ in range(4):
        text, paired = _PAIRED.subn(r"\2", text)
        if not paired:
            break
    text = _REFERENCE.sub(lambda found: html.unescape(found.group()), _VOID.sub(" ", text))
    if _REFERENCE.search(text):  # escaped twice, as many blog engines do
        text = _REFERENCE.sub(lambda found: html.unescape(found.group()), text)
    text = " ".join(text.split())
    return text[:_TITLE_LIMIT] or None


def is_html(text: str) -> bool:
    """Tell whether a text that does not say what it is contains HTML."""
    return bool(_KNOWN_TAG.search(text))


def mended(body: str) -> str:
    """Return HTML that was escaped once too often as it was meant, any other body as it is.

    Only a body that begins with an escaped tag and has no tag of its own is one: a post about HTML has both.
    """
    for _ in range(2):
        if not _ESCAPED_TAG.match(body) or _TAG.search(body):
            break
        meant = html.unescape(body)
        if not _KNOWN_TAG.search(meant):
            break
        body = meant
    return body


def web_address(address: str | None, base: str | None = None) -> str | None:
    """Return an absolute http or https address, or None where it is anything else."""
    if not address:
        return None
    try:
        absolute = urljoin(base or "", address.strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or len(absolute) > 4_000:
        return None
    return "".join(absolute.split())


def language_tag(tag: str | None) -> str | None:
    """Return a language as a BCP 47 tag, or None where it is not one."""
    if not tag:
        return None
    tag = tag.strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", tag) else None
