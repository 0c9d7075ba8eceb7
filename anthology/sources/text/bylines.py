"""Lines about a post rather than of it that say who wrote it, when, or both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from anthology.model import Dated, DateDoubt
from anthology.sources.text.dates import Stamp, find_date, find_time
from anthology.sources.text.feet import BOXES, LONGEST, filed_under, is_foot
from anthology.sources.text.page import strip_links, strip_markup
from anthology.sources.text.shapes import is_name_like

_BY = (
    r"(?:(?:by|von|par|por|di|da|door|av|af|przez|от|автор|author|auteur|autor|autore)\b|"
    r"作者|投稿者|著者|글쓴이|작성자)\s*[:：]?"
)
_VERB = (
    r"(?:posted|published|publié|publicado|pubblicato|written|submitted|created|added|filed|entered|"
    r"geschrieben|"
    r"veröffentlicht|verfasst|erstellt|écrit|escrito|gepost|geplaatst|last modified|updated|date|"
    r"dated)\b\s*:?|(?:发表于|发布于|发表|发布|發表於|發佈於|更新于|投稿日時?|公開日|作成日|更新日|작성일|등록일)\s*[:：]?"
)
_AT = r"(?:at|on|am|le|el|il|op|um|den|dated|@|in)"
_MARKS = r"[\s,|·•\-–—/:：»()【】]*"
_BEFORE = re.compile(
    rf"^{_MARKS}(?:(?P<verb>{_VERB})\s*)?(?:(?P<by>{_BY})\s*(?P<author>.*?))?\s*(?:\b{_AT}\b|@)?{_MARKS}$",
    re.IGNORECASE,
)
_FILED_BEFORE = re.compile(
    rf"^{_MARKS}(?:posted|filed|published|entered)\s+(?:in|under|to)\s+(?P<names>.{{2,100}}?)\s*(?:\b(?:on|at)\b|[,|·•–-])\s*$",
    re.IGNORECASE,
)
_AFTER_AUTHOR = re.compile(rf"^{_MARKS}(?:(?:{_VERB})\s*)?{_BY}\s*(?P<author>.+?)\s*$", re.IGNORECASE)
_FILED = re.compile(
    r"(?:\b(?:filed under|posted in|categor(?:y|ies)|tags?|tagged|labels?|topics?|in)\b|"
    r"分类于|分类|标签|分類|標籤|カテゴリー?|タグ|카테고리|태그)\s*[:：]?\s*(?P<names>.*)$",
    re.IGNORECASE,
)
_CLOCK = r"\d[\d:.]*(?:\s*[ap]\.?m\b\.?)?"
_AT_A_TIME = re.compile(
    rf"^(?:{_VERB})\s*(?:{_AT})\s*:?\s*(?P<time>{_CLOCK})\s*(?:in\s+(?P<within>[^|·•]{{1,100}}?)\s*)?"
    r"(?:[|·•]\s*(?:path|category|filed under|in)\s*:\s*(?P<names>[^|·•]{1,60}?)\s*)?(?:[|·•].{0,160})?$",
    re.IGNORECASE,
)
"""`posted at: 13:18 | path: /cloud | permanent link`, `Posted at 01:18 PM in Cloud | Permalink`."""
_FILED_AT_A_TIME = re.compile(
    r"^\W*filed under\s*:\s*(?P<names>[^@]{1,100}?)\s+[—–|-]\s+(?P<author>[^@]{2,40}?)\s*@\s*"
    rf"(?P<time>{_CLOCK})$",
    re.IGNORECASE,
)
"""`Filed under: Cloud, Storage — Ann Other @ 1:18 pm`."""
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ\d)])(?=(?:Posted (?:on|in|by)|Author|Written by|Categor(?:y|ies)|Tags?|Tagged|"
    r"Format|Leave a comment|No comments|\d+ Comments?)\b)"
)
"""Where what one element says runs into the next, as in `May 21, 2013Author Ann OtherCategories Cloud`."""
_NAME_FIRST = re.compile(
    r"^(?P<author>[^|·•。，]{2,40}?)(?P<names>)\s*(?:发表于|发布于|發表於|發佈於|投稿日?)\s*[:：]?\s*$"
)
_LABELLED_AUTHOR = re.compile(rf"^(?:{_VERB})?\s*{_BY}\s*(?P<author>.+)$", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*\(?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?")


@dataclass(frozen=True, slots=True)
class Byline:
    """A line that says who wrote a post, when, or both.

    Attributes:
        author: As printed, or None.
        stamp: The date, or None.
        time: A time without a date, or None.
        url: Target of the line's link.
        filed: Categories named on the line.
        strength: From 0 to 1, how unlike running text it is.
    """

    author: str | None
    stamp: Stamp | None
    time: tuple[int, int, int] | None = None
    url: str | None = None
    filed: tuple[str, ...] = ()
    strength: float = 1.0


def _author(text: str | None) -> str | None:
    """Return a name as printed, or None where the words are no name."""
    name = (text or "").strip(" ,|·•-–—:")
    words = _ADDRESS.sub("", name).split()
    if not name or len(name) > 80 or len(words) > 8 or (name.endswith((".", "!", "?")) and len(words) > 3):
        return None
    return name


def _filed(text: str) -> tuple[str, ...] | None:
    """Return the categories named in what follows a date, or None where it says something else."""
    rest = BOXES.sub("", text).strip(" ,|·•-–—/:;»()[]{}.\t")
    if not rest:
        return ()
    found = _FILED.match(rest)
    if found is None or len(rest) > 160:
        return None
    return _names(found["names"])


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in re.split(r"[,|;]| and ", text) if name.strip())


@lru_cache(maxsize=1024)  # neighbouring rows ask about the same lines
def parse_byline(text: str) -> Byline | None:
    """Read a line as a byline: `by Ann Other at May 21, 2013 02:30 PM`, `Posted on 21.5.2013 by Ann`.

    A bare date with a time is a byline without an author; a bare day is not one (see `dates.parse_day`).
    """
    if len(text) > 4 * LONGEST or text[:1] in "|+#$>{[<":  # a table's row, code
        return None
    text, url = strip_links(strip_markup(text)) if "://" in text else (strip_markup(text), None)
    if len(text) > LONGEST:
        return None
    text = _GLUED.sub(" | ", text.replace(" :: ", " | "))
    stamp = find_date(text) if any(c.isdigit() for c in text) else None
    if stamp is None:
        return _undated(text, url)
    before, after = text[: stamp.start], text[stamp.end :]
    lead = _BEFORE.match(before)
    if lead is None and (filed_before := _FILED_BEFORE.match(before)):
        rest = parse_byline(text[stamp.start :])
        names, signed = _signed(_names(filed_before["names"]))
        return Byline(signed or (rest.author if rest else None), stamp, None, url, names, 0.8)
    if lead is None:
        return _barred(before, after, stamp, url)
    author = _author(lead["author"])
    if lead["by"] and author is None:
        return None
    filed: tuple[str, ...] = ()
    if after.strip(" .)"):
        told = _behind(after, author)
        if told is None:
            return None
        author, filed = told
        filed, signed = _signed(filed)
        author = author or signed
    if author is None and not lead["verb"] and stamp.time is None:
        return None if not filed and not after.strip(" .)") else Byline(None, stamp, None, url, filed, 0.6)
    strength = 1.0 if stamp.time else 0.8 if author or filed else 0.6
    return Byline(author, stamp, None, url, filed, strength)


def _signed(names: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Divide `in Cloud, by Ann Other` or `Cloud by Ann Other` into categories and author."""
    for place, name in enumerate(names):
        found = re.match(rf"^(?P<last>.*?)\s*\b{_BY}\s+(?P<author>.+)$", name, re.IGNORECASE)
        if found and is_name_like(found["author"]):
            kept = (*names[:place], *([found["last"]] if found["last"] else []), *names[place + 1 :])
            return kept, found["author"]
    return names, None


def _behind(after: str, author: str | None) -> tuple[str | None, tuple[str, ...]] | None:
    """Read what follows a date: the author, categories, a comment box; None where it is something else."""
    if len(re.findall(r"[|·•]", after)) > 1 and (told := _in_parts(after, author)) is not None:
        return told
    if author is None and (behind := _AFTER_AUTHOR.match(after)):
        words = re.split(
            r"\s+[|·•–—]\s+|\s+(?=(?:in|with|filed under|posted in|tagged)\s)", behind["author"], maxsplit=1
        )
        author = _author(BOXES.sub("", words[0]))
        filed = _filed(words[1]) if len(words) > 1 else ()
        return None if author is None or filed is None else (author, filed)
    if author is None and (name := _barred_name(after)):
        return name, ()
    filed = _filed(after)
    return None if filed is None else (author, filed)


def _in_parts(after: str, author: str | None) -> tuple[str | None, tuple[str, ...]] | None:
    """Read `| Author Ann Other | Categories Cloud | Leave a comment`; None where a part is none of these."""
    filed: list[str] = []
    for part in (part.strip() for part in re.split(r"[|·•]", after)):
        if not part or (is_foot(part) and not filed_under(part)):
            continue
        named = _LABELLED_AUTHOR.match(part)
        if named and author is None:
            author = _author(named["author"])
        elif author is None and is_name_like(part):
            author = part
        elif (names := _filed(part)) is not None:
            filed.extend(names)
        else:
            return None
    return author, tuple(filed)


def _barred_name(after: str) -> str | None:
    """Return the name in what follows a date, set off by bars or dots: `· 5 min read · Ann Other`."""
    parts = [BOXES.sub("", part).strip(" ()") for part in re.split(r"[|·•]", after)]
    named = [part for part in parts if part]
    return named[0] if len(parts) > 1 and len(named) == 1 and is_name_like(named[0]) else None


def _barred(before: str, after: str, stamp: Stamp, url: str | None) -> Byline | None:
    """Read `Ann Other | May 21, 2013 | 3 comments`: a name set off by a bar or a dot."""
    found = _NAME_FIRST.match(before) or re.match(
        r"^(?P<author>[^|·•]{2,40}?)(?:\s+(?:on|in)\s+(?P<names>[^|·•]{2,80}?))?\s*[|·•]\s*$", before
    )
    filed = _filed(after)
    if found is None or filed is None or len(found["author"].split()) > 4:
        return None
    return Byline(found["author"].strip(), stamp, None, url, filed or _names(found["names"] or ""), 0.7)


def _undated(text: str, url: str | None) -> Byline | None:
    """Read a byline without a date: `Posted by Ann at 3:04 PM`, `by Ann Other`."""
    if (at := _AT_A_TIME.match(text)) and (time := find_time(at["time"])):
        return Byline(None, None, time, url, _names(at["names"] or at["within"] or ""), 0.6)
    if (at := _FILED_AT_A_TIME.match(text)) and (time := find_time(at["time"])):
        return Byline(at["author"], None, time, url, _names(at["names"]), 0.9)
    found = re.match(rf"^(?P<verb>{_VERB})?\s*(?P<by>{_BY})\s+(?P<author>.{{2,80}})$", text, re.IGNORECASE)
    if found is None:
        return None
    author = BOXES.sub("", found["author"]).strip(" ,|·•-–—:")
    time = find_time(author)
    if time is not None:
        author = re.sub(
            rf"\s*(?:\b{_AT}\b|@|,)?\s*\d[\d:.h]*\s*(?:[ap]\.?m\.?)?(?:\s*\w+)?$",
            "",
            author,
            flags=re.IGNORECASE,
        )
    parts = re.split(r"\s+[|·•]\s+|\s+(?=(?:filed under|posted in|tagged)\s)", author, maxsplit=1)
    filed = _filed(parts[1]) if len(parts) > 1 else ()
    name = _author(parts[0])
    if name is None or filed is None or len(name.split()) > 5 or (name[:1].islower() and " " in name):
        return None
    strength = 0.4 if not time else 0.9 if found["verb"] else 0.7 if is_name_like(name) else 0.55
    return Byline(name, None, time, url, filed, strength)


def dated_by(stamp: Stamp, because: str) -> Dated:
    """Return what a byline's date says of its post."""
    doubt: DateDoubt | None = "impossible" if stamp.impossible else None
    return Dated(stamp.iso, "byline", stamp.confidence, because, doubt=doubt)
