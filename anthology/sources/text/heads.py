"""Which of the lines that open a post is the blog's name and which the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from anthology.model import Channel
from anthology.sources.text.page import Page, Row, strip_markup
from anthology.sources.text.shapes import is_item, is_name_like, is_prose, is_title_like, looks_like_code

_LOWER = re.compile(r"\b[a-zà-öø-ÿ]{3,}\b")
_NOISE = re.compile(r"\([^)]*\)|,.*$|\S+@\S+")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known about a post before its head is read.

    Attributes:
        author: From its byline, or None.
        url: From its byline, or None.
        new_day: Whether a day header stands right above, so that the blog's name is printed in any case.
        same_author: Whether the byline of the post above names the same author, on the same day.
    """

    author: str | None
    url: str | None
    new_day: bool
    same_author: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the page's blogs.

    Attributes:
        listed: The planet's own list of its blogs, by name.
        seen: How many posts begin with a line of these words.
        linked: Whether the page's heads carry link targets.
        leaning: Log odds that a post of this page begins with the blog's name.
        caution: What the evidence for a post without a byline above it must weigh.
        words: Words that stand in lower case somewhere on the page, and so are hardly anybody's name.
    """

    listed: Mapping[str, Channel]
    seen: Mapping[str, int]
    linked: bool
    leaning: float
    caution: float = 3.75
    words: frozenset[str] = frozenset()


def fold(text: str) -> str:
    """Return text for comparison: no accents, no case, single blanks."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def same_target(one: str | None, other: str | None) -> bool:
    """Tell whether two addresses are one, apart from scheme, `www.`, the last slash and the fragment."""
    if not one or not other:
        return False
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url.split("#", maxsplit=1)[0]).rstrip("/").casefold()


def host(url: str | None) -> str:
    """Return an address's host without `www.`, or an empty string."""
    found = re.match(r"^\w+://(?:www\.)?([^/:?#]+)", url or "")
    return found[1].casefold() if found else ""


def names_agree(author: str | None, name: str) -> float:
    """Return from 0 to 1 how well a byline's author fits a blog's name: the same, a handle, a part."""
    if not author:
        return 0.0
    who, blog = fold(_NOISE.sub(" ", author)), fold(name)
    if not who or not blog:
        return 0.0
    if who == blog:
        return 1.0
    parts = [part for part in re.split(r"[^\w]+", blog) if part]
    joined, handle = "".join(parts), re.sub(r"[^a-z0-9]", "", who)
    if handle and handle == joined:
        return 1.0
    who_parts = [part for part in re.split(r"[^\w]+", who) if part]
    common = set(parts) & set(who_parts)
    if len(common) >= 2 or (common and len(who_parts) == 2 and min(map(len, who_parts)) == 1):
        return 0.9
    if len(who_parts) == 1 and len(handle) >= 3 and len(parts) > 1:
        initials, rest = "".join(part[0] for part in parts), "".join(parts[1:])
        made = {parts[0], parts[-1], initials, *(parts[0][0] + tail for tail in (parts[-1], rest))}
        made.add(parts[0] + parts[-1][0])
        if handle in made or (len(handle) >= 4 and handle in joined):
            return 0.8
    if len(who_parts) == 1 and any(len(part) >= 4 and part in handle for part in parts):
        return 0.7
    return 0.5 if any(len(part) >= 4 for part in common) else 0.0


def words_in_lower_case(page: Page) -> frozenset[str]:
    """Collect the words that stand in lower case somewhere on a page."""
    return frozenset(word for row in page.rows if len(row.text) > 60 for word in _LOWER.findall(row.text))


def is_name(text: str, known: Known) -> bool:
    """Tell whether a line could be a person's name: shaped like one, not of common words."""
    if not is_name_like(text):
        return False
    words = [word.casefold() for word in re.findall(r"\w+", text)]
    return sum(word in known.words for word in words) * 2 <= len(words) and words[-1] not in known.words


def channel_odds(
    first: Row, second: Row | None, third: Row | None, scene: Scene, known: Known
) -> tuple[float, str]:
    """Weigh whether the first row of a post is its blog's name, above the title, or is itself the title.

    Returns:
        Log odds that it is the blog's name, and the weightiest reasons.
    """
    reasons = [
        (known.leaning, "as in most posts of this page"),
        *_of_links(first, second, scene, known),
        *_of_page(first.label, scene, known),
        *_of_shape(first.label, known),
        _below(first, second, third),
    ]
    reasons.sort(key=lambda reason: -abs(reason[0]))
    return sum(weight for weight, _ in reasons), "; ".join(why for _, why in reasons[:3])


def _of_links(first: Row, second: Row | None, scene: Scene, known: Known) -> Iterator[tuple[float, str]]:
    target = second.url if second is not None else None
    if first.url and same_target(first.url, scene.url):
        yield -8.0, "it links to what the byline links to"
    if same_target(target, scene.url):
        yield 6.0, "the next line links to what the byline links to"
    if known.linked and first.url and second is not None:
        if not target:
            yield -4.0, "the next line is no link"
        elif host(first.url) == host(target) or len(first.url) < len(target):
            yield 3.0, "two links, the first to the shorter address or the same host"
        else:
            yield 1.5, "two links"


def _of_page(text: str, scene: Scene, known: Known) -> Iterator[tuple[float, str]]:
    if text in known.listed:
        yield 4.0, "it is in the page's list of blogs"
    elif known.listed:
        yield -1.0, "it is not in the page's list of blogs"
    if known.seen.get(text, 0) > 1:
        yield 2.5, "other posts begin with it"
    if len(text.split()) <= 6:
        yield 4.5 * names_agree(scene.author, text), "it fits the byline's author"
    if scene.new_day:
        yield 0.7, "a new day begins above it"
    elif scene.same_author:
        yield -0.7, "the post above is of the same day and author"


def _of_shape(text: str, known: Known) -> Iterator[tuple[float, str]]:
    words = len(text.split())
    if is_name(text, known):
        yield 1.0, "it looks like a name"
    if words > 4:
        yield -0.6 * min(words - 4, 8), "it is long"
    elif len(text) > 40:
        yield -0.7, "it is long"
    elif words == 1:
        yield 1.0, "it is a single word"
    if text.endswith(("?", "!", "…")) or ":" in text:
        yield -1.0, "it is punctuated like a title"
    if any(c.isdigit() or c == "(" for c in text):
        yield -1.0, "it holds digits or brackets"


def _below(first: Row, second: Row | None, third: Row | None) -> tuple[float, str]:
    """Weigh whether the second row of a post can be its title."""
    if second is None:
        return -2.0, "nothing stands below it"
    if second.label == first.label:
        return -3.0, "the next line repeats it"
    if third is not None and fold(third.label) == fold(second.label):
        return 3.0, "the line after repeats the next one"
    if second.url is None and (
        is_item(second.text)
        or (looks_like_code(second.text) and not is_title_like(strip_markup(second.text)))
    ):
        return -3.0, "the next line is no title"
    if is_prose(second.label) and (second.url is None or len(second.label) > 200):
        return -2.5 - (len(second.label) > 250), "the next line is a paragraph"
    if not is_title_like(second.label) or (second.label[0] in "[(" and second.url is None):
        return -1.5, "the next line is hardly a title"
    if third is not None and is_prose(third.label):
        return 1.2, "the next line looks like a title above a paragraph"
    return 0.6, "the next line looks like a title"
