"""What print sets around a post's text: head, foot, and the stub of a post that had to be set aside."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from anthology.typesetting.catalogue import PrintedCatalogue, PrintedPost
from anthology.typesetting.escape import array, breakable, language, markup, right_to_left, short, string
from anthology.typesetting.page import CrossReference, Mark, document_label
from anthology.typesetting.targets import external

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")

Parts = list[str | Mark]


def written_date(value: str | None) -> str:
    """Return an ISO date, as precise as it is, as readers write it: `21 May 2013`, `May 2013`, `2013`."""
    match = _DATE.fullmatch(value or "")
    if not match:
        return value or ""
    year, month, day = match.groups()
    if not month or not 1 <= int(month) <= 12:
        return year
    name = calendar.month_name[int(month)]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def index_label(kind: str, key: str) -> str:
    """Return the label of an entry of an index: kind is `author`, `project`, `release` or `source`."""
    return f"index:{kind}:{key}"


def head_label(docname: str) -> str:
    """Return the label of a post's byline, where the names stand that the indexes list."""
    return f"head:{docname}"


class Apparatus:
    """Makes heads and feet of posts.

    Args:
        catalogue: All posts.
        printed: Names of the documents in the book.
    """

    def __init__(self, catalogue: PrintedCatalogue, printed: set[str]) -> None:
        self.catalogue = catalogue
        self.posts = {post.id: post for post in catalogue.posts if post.docname in printed}
        self.cycle_names = {cycle.id: cycle.name for cycle in catalogue.cycles}

    def head(self, post: PrintedPost) -> Parts:
        """Return byline, date, channel, address and labels of a post, as an argument of `#post`."""
        byline: Parts = []
        for number, (key, name) in enumerate(post.authors):
            byline.append("" if not number else (" and " if number == len(post.authors) - 1 else ", "))
            byline += [CrossReference(index_label("author", key), page=False), _named(name), "]"]
        facts: list[Parts] = [byline] if byline else []
        if post.date:
            facts.append([markup(written_date(post.date))])
        if post.channel and post.channel[1] not in (name for _, name in post.authors):
            key, name, _ = post.channel
            facts.append(
                ["#emph[", CrossReference(index_label("source", key), page=False), _named(name), "]]"]
            )
        details = self._details(post)
        return [
            f"post-head(places: {array([string(head_label(post.docname))])}, [",
            *_joined(facts, " · "),
            "], ",
            *(["[", *details, "]"] if details else ["none"]),
            ")",
        ]

    def _details(self, post: PrintedPost) -> Parts:
        lines: list[Parts] = []
        if post.url:
            lines.append([_address(post.url)])
        if post.archived:
            lines.append(["Archived copy: ", _address(post.archived)])
        named: list[Parts] = []
        for word, kind, keys, names in (
            ("Project", "project", post.projects, self.catalogue.projects),
            ("Release", "release", post.releases, self.cycle_names),
        ):
            known = [key for key in keys if key in names]
            if known:
                links: list[Parts] = [
                    [CrossReference(index_label(kind, key), page=False), markup(names[key]), "]"]
                    for key in known
                ]
                named.append([f"{word}{'s' if len(known) > 1 else ''}: ", *_joined(links, ", ")])
        if named:
            lines.append(_joined(named, ". "))
        return _joined(lines, " \\\n")

    def foot(self, post: PrintedPost) -> Parts:
        """Return series, citations, copies and permission of a post."""
        blocks = [
            block
            for block in (self._series(post), self._cited(post), self._copies(post), self._permission(post))
            if block
        ]
        return ["\n#post-foot[", *_joined(blocks, "\n\n"), "]\n"] if blocks else []

    def _series(self, post: PrintedPost) -> Parts:
        if post.series is None or post.series[0] not in self.catalogue.series:
            return []
        name, ids = self.catalogue.series[post.series[0]]
        run = [self.posts[i] for i in ids if i in self.posts]
        if post not in run or len(run) < 2:
            return []
        at = run.index(post)
        parts: Parts = [f"Part {at + 1} of {len(run)} of the series #emph[{markup(name)}]."]
        for word, index in (("Before it", at - 1), ("After it", at + 1)):
            if 0 <= index < len(run):
                parts += [f" {word}: ", *self._link(run[index]), "."]
        return parts

    def _cited(self, post: PrintedPost) -> Parts:
        citing = [self.posts[i] for i in self.catalogue.backlinks.get(post.id, ()) if i in self.posts]
        if not citing:
            return []
        return ["Cited by ", *_joined([self._link(other) for other in citing], "\\; "), "."]

    def _copies(self, post: PrintedPost) -> Parts:
        places = self.catalogue.also_at.get(post.id, ())
        shown = [
            [markup(name) + (f" ({markup(breakable(url, 12))})" if url and external(url) else "")]
            for name, url in places
        ]
        return ["Also at ", *_joined([list(place) for place in shown], "\\; "), "."] if shown else []

    def _permission(self, post: PrintedPost) -> Parts:
        return [f"Shown under: {markup(breakable(post.license, 40))}"] if post.license else []

    def _link(self, post: PrintedPost) -> Parts:
        return [
            CrossReference(document_label(post.docname), titled=True),
            markup(short(post.title or "Untitled", 90)),
            "]",
        ]


def stub(title: str, places: Sequence[str], head: str, reason: str, level: int = 3) -> str:
    """Return a page that stands in for a post that cannot be typeset; links to it still land."""
    labels = array([string(place) for place in places])
    shown_head = f", head: {head}" if head else ""
    return (
        f"#post([{markup(title)}], level: {level}, places: {labels}, short: {string(short(title))}"
        f"{shown_head})\n\n#set-aside[{markup(reason)}]\n"
    )


def prelude(tag: str | None, text: str) -> str:
    """Return what sets language and direction for one document, or nothing."""
    lang = language(tag)
    if lang is None:
        return ""
    code, region = lang
    shown = "none" if region is None else string(region)
    direction = ", dir: rtl" if right_to_left(text) else ", dir: ltr"
    fonts = f"fonts-of({string(code)}, {shown})"
    return f"#set text(lang: {string(code)}, region: {shown}, font: {fonts}{direction})\n"


def _joined(items: Sequence[Parts], separator: str) -> Parts:
    joined: Parts = []
    for number, item in enumerate(items):
        if number:
            joined.append(separator)
        joined += item
    return joined


def _address(url: str) -> str:
    shown = markup(breakable(url, 12))
    return f"#link({string(url)})[{shown}]" if external(url) else shown


def _named(name: str) -> str:
    """Return a name for a byline; after one from right to left, numbers go on from left to right."""
    return markup(name) + ("\u200e" if right_to_left(name) else "")
