"""What in one post speaks for a series: numbered titles, dated issues, and what authors say themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anthology.conversion.myst import plain_text

Kind = Literal["numbered", "periodical", "said", "prefix", "suffix"]

_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            ("one", "i", "first", "eins", "un", "une", "uno"),
            ("two", "ii", "second", "zwei", "deux", "dos"),
            ("three", "iii", "third", "drei", "trois", "tres"),
            ("four", "iv", "fourth", "vier", "quatre", "cuatro"),
            ("five", "v", "fifth"),
            ("six", "vi", "sixth"),
            ("seven", "vii", "seventh"),
            ("eight", "viii", "eighth"),
            ("nine", "ix", "ninth"),
            ("ten", "x", "tenth"),
        ),
        start=1,
    )
    for word in words
}
_SPELT = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_NUMBER = rf"(?P<number>\d{{1,3}}(?![\d.]*\d|\s*%)|\b(?:{_SPELT})\b)"
_PARTS = (
    r"part|pt\.?|episode|épisode|ep\.?|chapter|instal+ment|volume|vol\.?|issue|lesson|teil|folge|partie|parte|"
    r"capítulo|часть|deel|del|parte"
)
# "… part 4", "(part 4 of 6)", "episode 53", "Teil II", "#2", "(2/5)", "第3回"
_NUMBERED = re.compile(
    rf"(?:\b(?:{_PARTS})\s*(?:no\.?|nr\.?|№|\#)?\s*{_NUMBER}(?:\s*(?:of|/|von|de|sur)\s*\d{{1,3}})?"
    r"|(?<![\w&/])(?:\#|no\.\s?|nr\.\s?|№\s?)(?P<hash>\d{1,3})(?=\s*(?:[:)\]–—-]|\Z))"
    r"|\(\s*(?P<of>\d{1,2})\s*(?:/|of)\s*\d{1,2}\s*\)"
    r"|第\s*(?P<cjk>\d{1,3})\s*[回部話章篇])",
    re.IGNORECASE,
)
_NO_PART = re.compile(
    r"\b(?:bug|issue|review|pr|pull(?: request)?|change|patch|ticket|commit|top|rule|day|reason|tip|law"
    r"|problem|question|step|priority|rank(?:ed)?|takes?)\s*\Z",
    re.IGNORECASE,
)

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = rf"(?:{_MONTHS}\s+{_ORDINAL}|{_ORDINAL}\s+(?:of\s+)?{_MONTHS})"
_WHEN = re.compile(
    r"[(\[]?\b(?:(?:for|of|week|ending|wk|the|in)\b[\s#:]*){0,4}"
    rf"(?:(?P<iso>(?:19|20)\d{{2}}[-./]?(?:0[1-9]|1[0-2])[-./]?(?:[0-2]\d|3[01]))"
    rf"|{_DAY}(?:\s*(?:[-–—]|to|through|until)\s*(?:{_DAY}|{_ORDINAL}))?(?:,?\s+(?:19|20)\d{{2}})?"
    rf"|{_MONTHS}\s+(?:19|20)\d{{2}}"
    r"|week\s+\d{1,2}(?:,?\s+(?:19|20)\d{2})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    r"|(?:19|20)\d{2}[-\s]?(?:w|week\s)\d{1,2})\b[)\]]?",
    re.IGNORECASE,
)
_PERIODICAL = re.compile(
    r"\b(?:newsletter|weekly|monthly|bi-?weekly|fortnightly|daily|digest|round-?up|wrap-?up|bulletin"
    r"|this week in|week in review|week of|news|podcast|wochenrückblick|noticias|boletín)\b",
    re.IGNORECASE,
)
# These only where the date is the end of the title: "Review of the April 2013 summit" is no periodical.
_REPORT = re.compile(
    r"\b(?:status|report|review|recap|updates?|minutes|summary|links|highlights|blogs)\b", re.IGNORECASE
)
# These alone make a periodical, dated or not.
_NAMED_PERIODICAL = re.compile(
    r"\b(?:newsletter|weekly (?:digest|news|review|update|round-?up|report))\b", re.I
)

_WHOSE = r"(?:a|an|the|this|that|my|our|his|her|their)"
_PIECE = (
    r"(?:posts?|parts?|articles?|instal+ments?|entr(?:y|ies)|blogs?(?: posts?)?|episodes?|pieces?"
    r"|interviews?|tutorials?)"
)
_RUN = r"(?:series|saga|mini-?series)"
_RUN_WORD = re.compile(rf"\b{_RUN}\b", re.IGNORECASE)
_FIRST = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next|latest|last|final|another"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_MIDDLE = r"(?:(?!\bseries\b)[^.!?\n]){0,80}?"
_SAID = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"\bprevious {_PIECE} (?:on|about|in|of) (?P<name>[^.!?\]\n]{{4,60}})[.\]]",
        rf"\b(?:my|our|this|the) (?:focus on |series on )?(?P<name>[\w' -]{{2,50}}?) {_RUN}\b"
        r"[^.!?\n]{0,20}\bcontinu\w*",
        rf"\b{_FIRST}\b(?: {_PIECE})?(?: is)? (?:of|in) (?:what will be )?{_WHOSE}\b{_MIDDLE}\b{_RUN}\b"
        rf"(?: (?:of {_MIDDLE}{_PIECE} )?(?:on|about) (?P<name>[^.!?,:;\n]{{4,60}}))?",
        rf"\b{_PIECE}(?: \(?#?\d{{1,2}}\)?)?{_MIDDLE} (?:of|in) (?:this|my|our)\b{_MIDDLE}\b{_RUN}\b"
        r"(?: (?:on|about) (?P<name>[^.!?,:;\n]{4,60}))?",
        rf"\b(?P<own>this is (?:the )?)?(?:part|episode) {_NUMBER}\b[^.!?\n]{{0,80}} of {_WHOSE}\b{_MIDDLE}"
        rf"\b{_RUN}\b",
        r"\b(?:starting|start|begin(?:ning)?|kick(?:ing)?[- ]off|into|wrap(?:ping)? up|continu\w+) (?:with )?"
        rf"{_WHOSE} (?:new |short |small |little |mini-? ?)*{_RUN} of (?:\w+ ){{0,3}}{_PIECE}",
    )
)
_NO_NAME = re.compile(rf"{_PIECE}|{_WHOSE}|blog|short|small|new|ongoing|little|video|webinar", re.IGNORECASE)
_OPENING_CHARACTERS = 700
_CLOSING_CHARACTERS = 500
_OPENING_LINES = 14

_SEPARATOR = re.compile(r"\s*(?::|\s[-–—|~»]{1,2})\s+")
_EDGES = " \t\n-–—:;,.|#~/\\\"“”'‘’«»"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to think that a post belongs to a series.

    Attributes:
        kind: `numbered`, `periodical` and `said` hold for a post alone; `prefix` and `suffix` only where
            other posts of the same blog share them.
        name: The series, as this post spells it; empty where it only says that there is one.
        part: Its number, if the post says it.
        because: The words that were seen.
    """

    kind: Kind
    name: str
    part: int | None
    because: str


def signs(title: str | None, myst: str) -> Iterator[Sign]:
    """Yield the signs in one post, the surest first.

    Args:
        title: Plain text.
        myst: The body; only its beginning and end are read.
    """
    title = " ".join((title or "").split())
    if found := of_title(title):
        yield found
    yield from of_text(title, myst)
    yield from standing(title)


def of_title(title: str) -> Sign | None:
    """Find a part's number or an issue's date in a title."""
    for found in _NUMBERED.finditer(title):
        before, after = title[: found.start()], title[found.end() :]
        if _NO_PART.search(before):
            continue
        name = _tidy(before) or _tidy(after)
        if name:
            return Sign("numbered", name, _part(found), found[0].strip())
    for found in _WHEN.finditer(title):
        before, after = title[: found.start()], title[found.end() :]
        name = _tidy(before) or _tidy(after)
        at_end = not _tidy(after) and (found["iso"] or _REPORT.search(before))
        if name and (at_end or _PERIODICAL.search(before + " " + found[0] + " " + after)):
            return Sign("periodical", name, None, found[0].strip())
    if named := _NAMED_PERIODICAL.search(title):
        name = _tidy(_SEPARATOR.split(title)[0])
        if name and named[0].casefold() in name.casefold():
            return Sign("periodical", name, None, named[0])
    return None


def of_text(title: str, myst: str) -> Iterator[Sign]:
    """Find what an author says of the series, in the first and last words of the text."""
    opening = plain_text(_paragraphs(myst[: _OPENING_CHARACTERS * 3]))
    closing = plain_text(_paragraphs(myst[-_CLOSING_CHARACTERS:])) if len(myst) > len(opening) else ""
    for line in opening.split("\n")[:_OPENING_LINES]:
        # An instalment that is shown again elsewhere carries its own title inside.
        found = of_title(line.strip()) if len(line) <= 150 and _RUN_WORD.search(line) else None
        if found and found.kind == "numbered" and _RUN_WORD.search(found.name):
            yield Sign("said", found.name, found.part, line.strip())
            return
    for text in (opening[:_OPENING_CHARACTERS], closing):
        for rule in _SAID:
            if said := rule.search(text):
                groups = said.groupdict()
                # "Do not miss part 1 of this series" tells another post's number.
                part = _part(said) if groups.get("own") else None
                yield Sign("said", _name_said(groups.get("name")), part, " ".join(said[0].split()))
                return
    head = _SEPARATOR.split(title)[0]
    if (
        head != title
        and len(head.split()) >= 2
        and (quoted := _sibling(title, head, myst, closing or opening))
    ):
        yield Sign("said", _tidy(head), None, quoted)


def standing(title: str) -> Iterator[Sign]:
    """Yield what may stand over many posts: the title's words before a colon or dash, and its last words."""
    head, *rest = _SEPARATOR.split(title, maxsplit=1)
    if rest and len(_WORD.findall(head)) >= 2 and _tidy(head):
        yield Sign("prefix", _tidy(head), None, head)
    words = _WORD.findall(title)
    for length in (5, 4, 3):
        if len(words) > length:
            yield Sign("suffix", " ".join(words[-length:]), None, " ".join(words[-length:]))


def key_of(name: str) -> str:
    """Return what all spellings of a series' name have in common."""
    words = words_of(name)
    kept = [word for word in words if word not in ("the", "a", "an", "series", "weekly", "monthly")]
    return " ".join(kept or words)


def words_of(text: str) -> list[str]:
    """Return the words of a title in small letters."""
    return [word.casefold() for word in _WORD.findall(text)]


def is_periodical(name: str) -> bool:
    """Whether a name says that more will follow: `news`, `weekly digest`."""
    return _PERIODICAL.search(name) is not None


def _part(found: re.Match[str]) -> int | None:
    words = (found.groupdict().get(name) for name in ("number", "hash", "of", "cjk"))
    word = next(filter(None, words), "")
    return int(word) if word.isdecimal() else _NUMBER_WORDS.get(word.casefold())


def _tidy(name: str) -> str:
    """Return a name without what a cut-out number or date leaves at its edges."""
    name = re.sub(r"[(\[]\s*[)\]]", " ", name)
    name = re.sub(
        r"[\s,]*(?:[(\[]|\b(?:for|of|week|the|part|in|and|from)\b)?\s*\Z", "", name.strip(_EDGES), flags=re.I
    )
    name = name.strip(_EDGES)
    if name.count("(") != name.count(")"):
        name = name.replace("(", "").replace(")", "").strip(_EDGES)
    return " ".join(name.split())


def _name_said(said: str | None) -> str:
    name = _tidy(said or "")
    return name if not _NO_NAME.fullmatch(name) and len(name.split()) <= 8 else ""


def _sibling(title: str, head: str, myst: str, closing: str) -> str:
    """Return another title that starts as this one does and goes on otherwise.

    It may be a link's label anywhere in the body, or a line of its own at the end: "You may also like".
    """
    labels = re.findall(rf"\[({re.escape(head)}[^\[\]]{{4,120}})\]\(", myst)
    lines = [line for line in closing.split("\n") if len(line) <= 150 and line.startswith(head)]
    for other in (*labels, *lines):
        if _SEPARATOR.match(other[len(head) :]) and key_of(other) != key_of(title):
            return str(other)
    return ""


def _paragraphs(myst: str) -> str:
    """Return a cut-out piece of a body without the lines that the cut broke in two."""
    return myst if len(myst) < _CLOSING_CHARACTERS else myst[: myst.rfind("\n") + 1] or myst
