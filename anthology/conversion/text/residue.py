"""What feeds and their themes leave in a post that is not the post: dropped, and named as a loss."""

from __future__ import annotations

import re

from anthology.conversion.text.lines import Kind, Line
from anthology.model import Loss

_URL = r"(?:\s*\(?<?https?://[^\s>)]{1,500}>?\)?){0,3}"
_SERVICES = (
    r"(?:facebook|twitter|google\+?|linkedin|reddit|tumblr|pinterest|pocket|stumbleupon|digg|delicious|xing|"
    r"email|print)"
)
_ANYWHERE = re.compile(
    rf"""(?ix)
    \s* (?:
      the\ (?:post|entry|article)\ .{{1,400}}?\ (?:appeared\ first|first\ appeared)\ (?:on|at)\ .{{1,300}}
    | (?:continue\ reading|keep\ reading|read\ (?:the\ )?(?:more|rest|full\ (?:story|article|post)))
      (?:\ (?:of\ this\ (?:entry|post)|about|of|“|").{{0,120}})? \s* (?:→|»|›|>+|&raquo;|…|\.\.\.)? {_URL}
    | add\ (?:a\ |your\ )?comments? {_URL}
    | (?:leave|post)\ a\ (?:comment|reply) {_URL}
    | (?:view|see|read)\ (?:all\ )?(?:\d+\ )?(?:the\ )?comments? (?:\ \(\d+\))? {_URL}
    | (?:share|tweet|pin|email|print)\ (?:this|on\ \w+|to\ \w+|it)(?:\ post|\ article|\ page)? : ? {_URL}
    | (?:like|share|sharing|tweet)\ this :? {_URL} | like\ loading\.* | loading\.\.\.
    | click\ to\ (?:share|email|print)\b.{{0,100}}
    | {_SERVICES} (?:\s*[|·•,/]?\s+{_SERVICES})+
    | this\ (?:entry|post)\ (?:was\ posted|is\ filed)\ (?:in|on|under|by)\ .{{1,400}}
    | posted\ (?:in|by|on)\ .{{1,200}}\ (?:\||—|•|·)\ .{{0,200}}(?:comments?|reply|tagged)\b.{{0,80}}
    | (?:←|«|<+)?\s*(?:older|previous)\ (?:posts|entries)
      (?:\s*(?:newer|next)\ (?:posts|entries))? \s*(?:→|»|>+)?
    | (?:newer|next)\ (?:posts|entries) \s*(?:→|»|>+)?
    | (?:permalink|trackback\ url|rss\ feed) {_URL}
    | \.
    ) \s* \Z"""
)
# What is residue only after the last paragraph of the post.
_NEAR_END = re.compile(
    r"""(?ix)
    \s* (?:
      filed\ (?:under|in) :? \s .{1,200}
    | (?:tags|tagged|tagged\ (?:with|as)|tags\ for\ this\ post|categories|category|posted\ in) : \s .{1,300}
    | related\ (?:posts?|articles?) : \s .{1,600}
    ) \s* \Z"""
)
_AT_END = re.compile(
    rf"""(?ix)
    \s* (?:comments? (?:\s*\(\d+\))? | \d+\ comments?
    | related (?:\ posts|\ articles)? :? | share | tweet | like
    | save | reply | permalink) {_URL} \s* \Z"""
)
_END_REGION = 5
"""Lines from the end in which tags and related posts are looked for."""
_EMPTY_TAGS = re.compile(
    r"(?is)\s*(?:<(?P<tag>style|o:p|:p|p|span|div|font|b|i)(?:\s[^>]*)?>\s*</(?P=tag)>\s*)+\Z"
)
_SCRIPT = re.compile(r"(?is)\s*(?:<script\b(?P<attributes>[^>]*)>.*?</script>\s*)+\Z")
_LISTING = re.compile(r"gist\.github\.com|pastebin|\.js\?file=|snippets?/")


def drop_residue(lines: list[Line]) -> list[Loss]:
    """Take out lines that are residue and say which.

    Args:
        lines: Changed in place.
    """
    losses: list[Loss] = []
    kept = 0  # lines seen from the end that stay
    shown = 0
    for line in reversed(lines):
        if line.blank:
            continue
        shown += 1
        what = _residue(line.text, kept, shown) if line.kind is Kind.OPEN else None
        if what:
            line.kind = Kind.GONE
            losses.append(what)
        else:
            kept += 1
    losses.reverse()
    return losses


def _residue(text: str, kept: int, shown: int) -> Loss | None:
    start = text.strip()[:80]
    head = text[:1500]
    if (
        _ANYWHERE.match(head)
        or (shown <= _END_REGION and _NEAR_END.match(head))
        or (kept == 0 and _AT_END.match(head))
    ):
        return Loss("residue", start, "a line that the blog's feed or theme added, no part of the post")
    if start.startswith("<"):
        script = _SCRIPT.match(text)
        if script and not _LISTING.search(script["attributes"]):
            return Loss("script", start, "a page of the book runs no scripts")
        if _EMPTY_TAGS.match(text):
            return Loss("residue", start, "empty markup")
    return None
