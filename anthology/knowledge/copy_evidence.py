"""What speaks for two posts being copies of each other: addresses, titles and dates, texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from anthology.conversion.myst import plain_text
from anthology.knowledge.links import permalink
from anthology.knowledge.similarity import Likeness, Text, likeness
from anthology.model import Post

if TYPE_CHECKING:
    from anthology.knowledge.traits import Traits

_ALIKE = 0.7
_IN_DOUBT = 0.5
_ALIKE_ON_ONE_SITE = 0.9
_SAME_ISSUE = 0.97
_EXCERPT = 0.85
_LEAST_WORDS = 25
_LEAST_EXCERPT = 12
_LEAST_OF_ONE_AUTHOR = 10
_OWN_TEXT = 40
_DAYS = 2
_FOOTERS = 800  # characters at the end of a text in which footers are looked for

_FOOTER = re.compile(
    r"\s*(?:^|(?<=[.!?\]…]))\s*(?:The post .{1,300} (?:appeared|first appeared) first on .{1,120}"
    r"|(?:Continue reading|Read more|Read the rest of this entry|Read on)\b.{0,120})\s*\Z",
    re.MULTILINE | re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\[\s*(?:\.\.\.|…)\s*\]|(?:\.\.\.|…))\W*\Z")
_SERIAL = re.compile(
    r"\d+|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|sept|oct|nov|dec"
    r"|january|february|march|april|august|september|october|november|december"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|[ivx]+|st|nd|rd|th)\b"
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Item:
    """A post as the comparison sees it."""

    post: Post
    text: Text
    cut_off: bool
    title: str
    who: frozenset[str]


def comparable(myst: str) -> tuple[str, bool]:
    """Return a body's words as far as they are the author's, and whether they are cut off before the end."""
    text = plain_text(myst, code=True).strip()
    head, tail = text[:-_FOOTERS], text[-_FOOTERS:]
    # Footers come one after the other: "[...] The post X appeared first on Y."
    while (shorter := _FOOTER.sub("", tail)) != tail:
        tail = shorter
    return head + _CUT_OFF.sub("", tail), bool(_CUT_OFF.search(tail))


def item_of(post: Post, traits: Traits | None = None) -> Item:
    """Return a post as the comparison sees it; with its traits at hand its text is not read."""
    if traits:
        text, cut_off = traits.text, traits.cut_off
    else:
        words, cut_off = comparable(post.body.myst)
        text = Text.of(words)
    who = {author.id for author in post.authors} | {f"channel:{post.channel.name.casefold()}"}
    return Item(post, text, cut_off, " ".join(_WORD.findall((post.title or "").casefold())), frozenset(who))


def by_identity(items: Sequence[Item], rank: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    """Yield pairs with the same permalink or guid, each with the likeliest to be kept of its kind.

    Args:
        items: All posts.
        rank: Place of each item in the order in which posts are likely to be kept.

    Yields:
        Numbers of two items, and why they are one post.
    """
    for name, key in (("permalink", _address), ("guid", _guid)):
        for numbers in _buckets(items, key):
            best = min(numbers, key=rank.__getitem__)
            for number in numbers:
                if number != best and not _contradict(items[best], items[number], titles_too=True):
                    yield best, number, f"same {name}"


def by_text(items: Sequence[Item], rank: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    """Yield pairs with the same text to the word, as `by_identity` does, in whatever number they come.

    Many authors write the same few words, and one may every week: short texts are compared among those of one
    title, and of one title and day, too.
    """

    def words(item: Item) -> str:
        return f"{item.text.words} {item.text.checksum}"

    def title(item: Item) -> str | None:
        return f"{words(item)} {item.title}" if item.title and item.text.words < _LEAST_WORDS else None

    def day(item: Item) -> str | None:
        return f"{known} {day_of(item.post)}" if (known := title(item)) else None

    for key in (words, title, day):
        for numbers in _buckets(items, key):
            best = min(numbers, key=rank.__getitem__)
            for number in numbers:
                one, other = items[best], items[number]
                if number != best and (why := same_text(one, other, likeness(one.text, other.text))):
                    yield best, number, why


def by_title(items: Sequence[Item], rank: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    """Yield pairs with the same title within days, as `by_identity` does."""
    for numbers in _buckets(items, lambda item: item.title if len(item.title) >= 12 else None):
        days = {number: day for number in numbers if (day := day_of(items[number].post))}
        for some in _within_days(days):
            best = min(some, key=rank.__getitem__)
            for number in some:
                one, other = items[best], items[number]
                known = one.who & other.who or one.title.count(" ") >= 3
                if number != best and known and not (_contradict(one, other) or _greetings(one, other)):
                    yield best, number, f"same title within {_DAYS} days"


def _within_days(days: Mapping[int, int]) -> Iterator[list[int]]:
    """Cut numbers with a day each into runs that are no longer than a few days."""
    run: list[int] = []
    for number in sorted(days, key=lambda number: (days[number], number)):
        if run and days[number] - days[run[0]] > _DAYS:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _buckets(items: Sequence[Item], key: Callable[[Item], str | None]) -> Iterator[list[int]]:
    found: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if value := key(item):
            found.setdefault(value, []).append(number)
    return (numbers for numbers in found.values() if len(numbers) > 1)


def _address(item: Item) -> str | None:
    return permalink(item.post.url)


def _guid(item: Item) -> str | None:
    guid = item.post.origin.guid
    if not guid:
        return None
    # Short ones, such as a number, are only unique within their blog.
    return permalink(guid) or (guid if len(guid) >= 16 else f"{item.post.channel.name} {guid}")


def day_of(post: Post) -> int | None:
    """Return the day of a post as a number that can be subtracted, or None where it is not known."""
    try:
        return date.fromisoformat(post.dated.value[:10]).toordinal() if post.dated else None
    except ValueError:
        return None  # known to the month only


def _contradict(one: Item, other: Item, *, titles_too: bool = False) -> bool:
    """Whether both are posts of their own, so that a shared address, guid or title is chance or a mistake.

    Args:
        one: A post.
        other: A post that shares something with it.
        titles_too: Whether titles that are alike settle it.
    """
    if _two_pages(one, other):
        return likeness(one.text, other.text).shared < _ALIKE_ON_ONE_SITE
    if titles_too and (not one.title or not other.title or _titles_agree(one, other)):
        return False
    if min(one.text.words, other.text.words) < _OWN_TEXT:
        return False
    return likeness(one.text, other.text).contained < _IN_DOUBT


def same_text(one: Item, other: Item, alike: Likeness) -> str:
    """Return why two texts are copies, or nothing."""
    least = _ALIKE_ON_ONE_SITE if _two_pages(one, other) else _ALIKE
    if _issues(one, other):
        least = _SAME_ISSUE
    short, long = sorted((one, other), key=lambda item: item.text.words)
    if alike.shared >= least and short.text.words >= _LEAST_WORDS:
        return f"{alike.shared:.0%} of the words are the same"
    if _greetings(one, other):
        return ""
    if why := _same_words(one, other):
        return why
    excerpt = least == _ALIKE and alike.contained >= _EXCERPT and alike.same_opening
    if not excerpt or short.text.words < _LEAST_EXCERPT:
        return ""
    known = one.who & other.who and not long.cut_off
    if _titles_agree(one, other) or (short.text.words >= _OWN_TEXT and (short.cut_off or known)):
        return f"one is the first {short.text.words} words of the other"
    return ""


def _same_words(one: Item, other: Item) -> str:
    """Return why two texts of the same few words are copies, or nothing."""
    count = one.text.words
    if not count or (count, one.text.checksum) != (other.text.words, other.text.checksum):
        return ""
    here, there = day_of(one.post), day_of(other.post)
    if _two_pages(one, other) or (here and there and abs(here - there) > _DAYS):
        return ""  # said again: "no meeting this week"
    if one.title and one.title == other.title and not _strangers(one, other):
        return "same title and words"
    known = _authors(one) & _authors(other) and not _issues(one, other)
    return "same words" if known and count >= _LEAST_OF_ONE_AUTHOR else ""


def _greetings(one: Item, other: Item) -> bool:
    """Whether two posts are the few words, of strangers, that so many blogs begin with: "Hello world"."""
    whole = not (one.cut_off or other.cut_off)
    return whole and max(one.text.words, other.text.words) < _LEAST_WORDS and _strangers(one, other)


def _strangers(one: Item, other: Item) -> bool:
    """Whether two posts have no author in common or, where one is not known, stand on two sites."""
    authors, theirs = _authors(one), _authors(other)
    if authors and theirs:
        return not authors & theirs
    sites = {_site(one), _site(other)}
    return None not in sites and len(sites) > 1


def _authors(item: Item) -> set[str]:
    return {author.id for author in item.post.authors}


def _titles_agree(one: Item, other: Item) -> bool:
    return bool(one.title and other.title) and fuzz.token_set_ratio(one.title, other.title) >= 80


def _two_pages(one: Item, other: Item) -> bool:
    """Whether one site shows both, at different addresses."""
    here, there = _address(one), _address(other)
    return here is not None and there is not None and here != there and _site(one) == _site(other)


def _site(item: Item) -> str | None:
    address = _address(item)
    return re.split("[/?]", address)[0] if address else None


def _issues(one: Item, other: Item) -> bool:
    """Whether two posts may be issues of one series, which repeat much of their text."""
    if not one.who & other.who or not one.title or _serial(one.title) != _serial(other.title):
        return False
    return one.title != other.title or _two_pages(one, other)


def _serial(title: str) -> str:
    """Return a title without numbers and dates: the same for all issues of a newsletter."""
    return " ".join(_SERIAL.sub(" ", title).split())


def in_doubt(one: Item, other: Item, alike: Likeness) -> bool:
    """Whether an editor should look at two texts."""
    if min(one.text.words, other.text.words) < _OWN_TEXT:
        return False
    return alike.shared >= _IN_DOUBT and _serial(one.title) != _serial(other.title)
