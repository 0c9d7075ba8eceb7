"""What a page prints around its posts: navigation, sidebar, footer, and the list of its blogs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from anthology.model import Channel
from anthology.sources.text.bylines import Byline, parse_byline
from anthology.sources.text.page import URL, Page, Row, strip_links
from anthology.sources.text.shapes import is_prose

_CUE = re.compile(
    r"^\W*(?:about(?: (?:me|us|this (?:blog|planet|site)|the (?:author|foundation)|planet \w+))?|"
    r"subscriptions?|planetarium|members"
    r"|feeds?|subscribe(?: (?:to|via|by) .{1,40})?|blogroll|archives?|categories|tags|tag cloud|pages|"
    r"links|meta|search(?: for)?"
    r"|recent (?:posts|comments|entries)|popular posts|(?:blog )?archives?|navigation|menu|footer|"
    r"other planets|sources|authors|contributors"
    r"|last (?:updated?|generated|modified)\b.{0,60}|(?:this page was )?(?:generated|updated) (?:on|"
    r"at)\b.{0,60}"
    r"|all times are .{2,20}|powered by\b.{0,60}|proudly powered by .{2,40}|(?:theme|design|"
    r"template)\b.{0,10} by .{2,40}"
    r"|back to top|(?:go )?to top|top|home|(?:older|newer|next|previous|earlier|later) (?:posts?|entries|"
    r"articles?|page)(?:\W+(?:home|(?:newer|next|older|previous) (?:posts?|entries|articles?|page)))*"
    r"|(?:next|prev|previous|older|newer)(?:\W+(?:next|prev|previous|older|newer))?"
    r"|(?:\d{1,3}\s+)+(?:…\s*)?(?:\d{1,3}|next)(?:\W+last)?"
    r"|page \d+(?: (?:of|/) \d+)?(?:\W+(?:next|older))?|posts navigation|help|legal"
    r"|skip to (?:main )?content|log ?in|sign (?:in|"
    r"up)|register|rss(?: feed)?"
    r"|atom(?: feed)?|opml|foaf|contact(?: us)?|privacy(?: policy)?|terms(?: of (?:use|service))?|"
    r"copyright\b.{0,120}|©.{0,160}"
    r"|all rights reserved\b.{0,60}|follow (?:me|us)\b.{0,40}|share this|(?:entries|comments) (?:rss|"
    r"feed)|wordpress\.(?:org|com)"
    r"|.{0,80}\b(?:is|are) (?:provided|licensed) under\b.{0,120}|.{0,80}\blicen[sc]ed under\b.{0,100}"
    r"|create a free website.{0,60}|blog at wordpress\.com.{0,60}|loading(?: comments)?\W*)\W*$",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"^\W*(?:(?:home|about(?: (?:me|us))?|blog|posts|contact(?: (?:me|us))?|archives?|categories|tags|"
    r"rss|feed|projects|talks|publications|search|login|sign (?:in|up)|subscribe|menu|"
    r"news|resume|cv|github|twitter|linkedin|newer|older)\b\W*){2,}$",
    re.IGNORECASE,
)
"""The links of a page's head or foot side by side: `Home About Archives RSS`."""
_MASTHEAD = re.compile(
    r"^\W*(?:(?:category|tag|topic|author|monthly|yearly|daily|label)(?: archives?)?\s*[:/–—-].{1,80}|"
    r"archives? (?:for|of|by)\b.{1,80}"
    r"|(?:posts?|entries|articles|stories)(?: (?:tagged|labell?ed|filed|categori[sz]ed|published|"
    r"archived)\b.{0,30})? "
    r"(?:with|under|in|by|from|as|about|tagged|on)\b.{1,80}"
    r"|browsing (?:all )?(?:posts|category|articles)\b.{0,80}|showing posts\b.{1,80}|you are (?:here|"
    r"currently browsing)\b.{0,160}"
    r"|planet [\w. -]{2,40}|\d{1,5} (?:posts?|entries|articles)"
    r"|(?:blog|posts|archives?|category|home)(?: (?:archives?|home))?)\W*$",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    rf"^(?:[-*•]\s*)?(?:\W{{1,3}}\s*)?(?:\(\s*(?:<?({URL})>?)?\s*\)|<({URL})>|({URL}))\s+(?P<name>[^<>]*?)\s*"
    rf"(?:\(\s*<?({URL})>?\s*\)|<({URL})>)?$"
)
_ENTRY_AFTER = re.compile(
    rf"^(?:[-*•]\s*)?(?P<name>[^<>]+?)\s*\(\s*<?({URL})>?\s*\)\s*(?:\(\s*<?({URL})>?\s*\))?$"
)
_FEED = re.compile(r"feed|rss|atom|\.xml|\.rdf|feedburner", re.IGNORECASE)


def is_cue(text: str) -> bool:
    """Tell whether a line is a piece of a page's frame: `Subscriptions`, `Powered by:`, `Older posts`."""
    text = strip_links(text)[0] if "://" in text else text
    return len(text) <= 200 and (_CUE.match(text) is not None or _NAVIGATION.match(text) is not None)


def is_masthead(text: str) -> bool:
    """Tell whether a line names the page itself: `Category: Development`, `Posts tagged cloud`."""
    return len(text) <= 200 and _MASTHEAD.match(text) is not None


def _entry(text: str) -> Channel | None:
    """Read a line of a subscription list."""
    if "://" not in text and not text.startswith(("- (", "* (")):
        return None
    if (found := _ENTRY.match(text)) is not None:
        name, site = found["name"].strip(), found[5] or found[6]
        return Channel(name, site, found[1] or found[2] or found[3]) if 0 < len(name) <= 80 else None
    if (found := _ENTRY_AFTER.match(text)) is not None and len(found["name"]) <= 80:
        first, second = found[2], found[3]
        if second is None:
            return Channel(
                found["name"].strip(),
                None if _FEED.search(first) else first,
                first if _FEED.search(first) else None,
            )
        return Channel(found["name"].strip(), *((second, first) if _FEED.search(first) else (first, second)))
    return None


def find_subscriptions(rows: Sequence[Row], start: int) -> tuple[dict[str, Channel], int]:
    """Read the list of a planet's blogs from the rows at the page's end.

    Args:
        rows: All rows.
        start: Where the last post may still be.

    Returns:
        Channels by name, first mention first, and the row the list starts on (number of rows without one).
    """
    channels: dict[str, Channel] = {}
    first = len(rows)
    heading = next(
        (
            i
            for i in range(len(rows) - 1, start - 1, -1)
            if re.match(r"^\W*subscriptions\W*$", rows[i].text, re.I)
        ),
        None,
    )
    run: list[tuple[int, Channel]] = []
    misses = 0
    for index in range(heading + 1 if heading is not None else start, len(rows)):
        channel = _entry(rows[index].text) if len(rows[index].text) < 600 else None
        if channel is not None and not is_cue(channel.name):
            run.append((index, channel))
            misses = 0
        elif run and (misses := misses + 1) > 1:
            if _is_list(run, heading):
                break
            run = []
    if _is_list(run, heading):
        first = run[0][0]
        for _, channel in run:
            channels.setdefault(channel.name, channel)
    elif heading is not None:
        first = heading + 1
        for row in rows[heading + 1 :]:
            if is_cue(row.text) or is_prose(row.text):
                break
            name = re.sub(r"^[\W_]+", "", row.label).strip()
            channels.setdefault(name, Channel(name, row.url))
    return channels, first


def _is_list(run: Sequence[tuple[int, Channel]], heading: int | None) -> bool:
    with_feed = sum(channel.feed is not None and _FEED.search(channel.feed) is not None for _, channel in run)
    return (with_feed >= 5 and with_feed * 2 >= len(run)) or (heading is not None and len(run) >= 2)


def _is_of_the_frame(rows: Sequence[Row], index: int, byline: Byline) -> bool:
    """Tell whether a date among the frame's lines is the page's own: `Last updated:` stands above it."""
    return byline.author is None and index > 0 and is_cue(rows[index - 1].text)


def bottom(page: Page, start: int) -> int:
    """Return the row where the page's frame begins below the posts: a run of cues that reaches the end.

    Args:
        page: The dump.
        start: No post's first row lies below this one, so the frame begins after it.
    """
    rows = page.rows
    _, listed = find_subscriptions(rows, start)
    first, reach = len(rows), len(rows)
    for index in range(len(rows) - 1, start, -1):
        text = rows[index].text
        framed = listed <= index and not is_prose(text)
        byline = parse_byline(text)
        if (
            framed
            or is_cue(text)
            or (byline is not None and _is_of_the_frame(rows, index, byline) and reach - index <= 3)
        ):
            first = reach = index
        elif reach - index > 3:
            break
    return first


def top(page: Page, end: int, known: Mapping[str, object]) -> int:
    """Return the row where the posts begin, below the page's own name and navigation.

    Args:
        page: The dump.
        end: The first post begins at this row at the latest.
        known: Names of blogs, which are no chrome.
    """
    first = 0
    for index in range(min(end, len(page.rows))):
        row = page.rows[index]
        if (is_cue(row.text) or is_masthead(row.text)) and row.label not in known:
            first = index + 1
        elif is_prose(row.text):
            break
    return first
