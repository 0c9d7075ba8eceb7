"""What feeds and their themes leave in a post that is not the post: dropped, and named as a loss."""

from __future__ import annotations

import re

from anthology.conversion.text.evidence import LONGEST
from anthology.conversion.text.lines import Kind, Line
from anthology.model import Loss

_URL = r"(?:\s*\(?<?https?://[^\s>)]*>?\)?)*"
_ANYWHERE = re.compile(
    rf"""(?ix)
    \s* (?:
      the\ (?:post|entry|article)\ .{{1,400}}?\ (?:first\ )?(?:appeared|was\ published)\ (?:first\ )?(?:on|at)\ .{{1,300}}
    | (?:continue\ reading|keep\ reading|read\ (?:the\ )?(?:more|rest|full\ (?:story|article|post)))
      (?:\ (?:of\ this\ (?:entry|post)|about|of|“|").{{0,120}})? \s* (?:→|»|›|>+|&raquo;|…|\.\.\.)? {_URL}
    | add\ (?:a\ |your\ )?comments? {_URL}
    | (?:leave|post)\ a\ (?:comment|reply) {_URL}
    | (?:view|see|read)\ (?:all\ )?(?:\d+\ )?(?:the\ )?comments? (?:\ \(\d+\))? {_URL}
    | (?:share|tweet|pin|email|print)\ (?:this|on\ \w+|to\ \w+|it)(?:\ post|\ article|\ page)? : ? {_URL}
    | (?:like|share|sharing|tweet)\ this :? {_URL} | like\ loading\.* | loading\.\.\.
    | click\ to\ (?:share|email|print)\b.{{0,100}} (?:\(opens\ in\ new\ window\))?
    | (?:facebook|twitter|google\+?|linkedin|reddit|tumblr|pinterest|pocket|stumbleupon|digg|delicious|xing|email|print)
      (?:\s*[|·•,/]?\s+(?:facebook|twitter|google\+?|linkedin|reddit|tumblr|pinterest|pocket|stumbleupon|digg|delicious|
      xing|email|print))+
    | filed\ (?:under|in) : \s .{{1,200}}
    | (?:tags|tagged|tagged\ (?:with|as)|tags\ for\ this\ post|categories|posted\ in) : \s .{{1,300}}
    | (?:permalink|trackback\ url|rss\ feed) {_URL}
    | related\ posts? : \s .{{1,600}}
    | \.
    ) \s* \Z"""
)
# Words that are residue only where the post is over.
_AT_END = re.compile(
    rf"(?i)\s*(?:comments?(?:\s*\(\d+\))?|\d+ comments?|related(?: posts)?:?|share|tweet|like|save|reply|permalink){_URL}\s*\Z"
)
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
    last = len(lines) - 1
    while last >= 0 and lines[last].blank:
        last -= 1
    for n in range(last, -1, -1):
        line = lines[n]
        if line.kind is not Kind.OPEN:
            if not line.blank:
                last = -1
            continue
        what = _residue(line.text, ended=n == last)
        if what:
            line.kind = Kind.GONE
            losses.append(what)
            while last > 0 and lines[last].blank:
                last -= 1
    losses.reverse()
    return losses


def _residue(text: str, *, ended: bool) -> Loss | None:
    start = text.strip()[:80]
    if _ANYWHERE.match(text[:1500]) or (ended and _AT_END.match(text[:LONGEST])):
        return Loss("residue", start, "a line that the blog's feed or theme added, no part of the post")
    if start.startswith("<"):
        script = _SCRIPT.match(text)
        if script and not _LISTING.search(script["attributes"]):
            return Loss("script", start, "a page of the book runs no scripts")
        if _EMPTY_TAGS.match(text):
            return Loss("residue", start, "empty markup")
    return None
