"""Evidence that a lone line is a post's title and not a heading inside a post.

Each feature is a number that is large where it speaks for a title.  The weights were fitted by logistic
regression on pages made of 320 posts of blogs and planets, whole blogs left out in turn to see how far they
hold for blogs they have not seen (F1 of titles 0.67 to 0.91 without any mark), and rounded.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anthology.sources.text import cues
from anthology.sources.text.feet import is_foot
from anthology.sources.text.heads import fold
from anthology.sources.text.page import Page, Row, strip_markup
from anthology.sources.text.shapes import (
    ends_sentence,
    is_command,
    is_item,
    is_name_like,
    is_prose,
    is_title_like,
    looks_like_code,
)

_TOKEN = re.compile(r"[^\W\d_]{5,}|[A-Z][A-Z0-9]{1,3}\b|[\u3040-\u30ff\u4e00-\u9fff]{2}")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_ROWS = 80
"""Rows of such a view at most, so that a page of short lines costs no more than any other."""
_NEAR, _AROUND, _FAR = 40, 160, 400
"""Different words that make a near, a middle and a far view of the text beside a row."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be a title.

    Attributes:
        row: Its index.
        features: What was measured, by name.
    """

    row: int
    features: dict[str, float]


def title_words(text: str) -> float:
    """Count words; two characters of a script without blanks count as one."""
    cjk = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + cjk / 2


def _uses_blank_lines(page: Page) -> bool:
    return len(page.lines) - len(page.rows) > len(page.rows) // 10


def _fences(rows: Sequence[Row]) -> list[bool]:
    """Tell of every row whether it stands in a fenced block."""
    inside, found = False, []
    for row in rows:
        if row.text.startswith("```"):
            found.append(True)
            inside = not inside
        else:
            found.append(inside)
    return found if not inside else [row.text.startswith("```") for row in rows]


def candidates(page: Page, start: int, end: int) -> list[int]:
    """Return the rows that may be titles, by their shape alone."""
    rows, blanks, fenced = page.rows, _uses_blank_lines(page), _fences(page.rows)
    found = []
    for index in range(start, end):
        row = rows[index]
        text = strip_markup(row.label)
        if (
            fenced[index]
            or not is_title_like(text)
            or (is_prose(text) and row.url is None and len(text) > 110)
        ):
            continue
        below = (
            index + 1 if index + 1 < end and rows[index + 1].label else index + 2
        )  # a title's target on its own line
        alone = row.gap > 0 and (below >= end or rows[below].gap > 0)
        if blanks and not alone and index > start:
            continue
        if page.lines[row.number - 1][:1] in (" ", "\t", "\u00a0") or (
            (looks_like_code(text) and title_words(text) < 4) or is_command(text)
        ):
            continue
        if is_foot(row.text) or text[0] in "([{<|=+*~":
            continue
        found.append(index)
    return found


class Vocabulary:
    """The words of a page's rows, and how rare each is: what two stretches of text have in common."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Collect the words of all rows once."""
        self._words = [frozenset(word.casefold() for word in _TOKEN.findall(row.text)) for row in rows]
        self._spread = Counter(word for words in self._words for word in words)
        self._rows = max(1, len(rows))

    def gather(self, rows: range, enough: int) -> frozenset[str]:
        """Return the words of rows, in the order given, until there are enough."""
        found: set[str] = set()
        for row in rows[:_ROWS]:
            found |= self._words[row]
            if len(found) > enough:
                break
        return frozenset(found)

    def _weight(self, words: frozenset[str]) -> float:
        """Weigh words, rarer ones more; a word of one row only says nothing of likeness."""
        return sum(math.log(1 + self._rows / self._spread[word]) for word in words if self._spread[word] > 1)

    def likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return from 0 to 1 how much of the poorer of two vocabularies stands in the other."""
        least = min(self._weight(one), self._weight(other))
        return self._weight(one & other) / least if least else 0.0

    def known(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return from 0 to 1 how much of one vocabulary stands in another."""
        whole = self._weight(one)
        return self._weight(one & other) / whole if whole else 0.0

    def words(self, row: int) -> frozenset[str]:
        """Return the words of a row."""
        return self._words[row]


def _own(text: str) -> Iterator[tuple[str, float]]:
    words = title_words(text)
    yield "one_word", words <= 1
    yield "two_words", 1 < words <= 2
    yield "three_words", 2 < words <= 3
    yield "many_words", 5 <= words <= 14
    yield "too_long", words > 16
    yield "section", cues.is_section(text)
    yield "closing_section", cues.is_closing_section(text)
    letters = [c for c in text if c.isalpha()]
    yield "capitals", len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    yield "lower_start", text[0].islower()
    yield "question", text.endswith("?")
    yield "full_stop", text.endswith(".")
    yield "remark", text.endswith(("!", ".")) and cues.ends(text)
    yield "anchor", text.endswith(("¶", "#"))
    yield "step", cues.is_step(text)
    yield "periodic", cues.is_periodic(text)
    yield "divided", bool(re.search(r"\w[:–—] |\s[–—|-]\s", text))
    yield "url_in_it", "://" in text
    yield "quoted", text[0] in '“"' and text[-1] in '”"'
    capitals = [word[:1].isupper() for word in re.findall(r"[^\W\d_]{4,}", text)]
    yield "title_case", len(capitals) >= 3 and sum(capitals) >= 0.8 * len(capitals)


def _above(rows: Sequence[Row], index: int, start: int, previous: int | None) -> Iterator[tuple[str, float]]:
    if index <= start:
        return
    text = rows[index - 1].text
    before = rows[index - 2].text if index - 2 >= start else ""
    yield "after_ending", ends_sentence(text) and cues.ends(text)
    yield "after_sentence", ends_sentence(text) and not text.endswith(":")
    yield "after_colon", text.endswith(":")
    yield "after_item", is_item(text)
    yield "after_code", not is_item(text) and not is_prose(text) and looks_like_code(text)
    above_it = strip_markup(rows[index - 1].label)
    weak = (
        title_words(above_it) < 3
        or above_it.isupper()
        or cues.is_section(above_it)
        or cues.is_closing_section(above_it)
    )
    heading = previous == index - 1 and not ends_sentence(text)
    yield "after_heading", heading and not weak
    yield "after_weak_heading", heading and weak
    yield "after_signature", not is_prose(text) and is_name_like(text) and ends_sentence(before)
    yield "after_link", "://" in text[-120:]
    yield (
        "after_last_section",
        previous is not None and cues.is_closing_section(strip_markup(rows[previous].label)),
    )


def _below(rows: Sequence[Row], index: int, end: int, following: int | None) -> Iterator[tuple[str, float]]:
    if index + 1 >= end:
        yield "before_nothing", 1.0
        return
    text = rows[index + 1].text
    yield "before_prose", is_prose(text)
    yield "before_long", len(text) > 300
    yield "before_heading", following == index + 1
    yield "before_item", is_item(text)
    yield (
        "before_code",
        not is_prose(text) and not is_item(text) and following != index + 1 and looks_like_code(text),
    )
    yield "before_opening", cues.opens(text)
    yield "before_continuing", cues.continues(text) and not cues.opens(text)
    yield (
        "before_section",
        following is not None
        and following <= index + 2
        and cues.is_section(strip_markup(rows[following].label)),
    )
    yield "before_itself", fold(rows[index + 1].label) == fold(rows[index].label)


def measure(page: Page, rows_found: Sequence[int], start: int, end: int) -> list[Candidate]:
    """Measure every candidate."""
    rows = page.rows
    vocabulary = Vocabulary(rows)
    folded = {index: fold(strip_markup(rows[index].label)) for index in rows_found}
    repeated = Counter(folded[i] for i in rows_found)
    openings = Counter(
        rows[i + 1].text[:160] for i in rows_found if i + 1 < end and is_prose(rows[i + 1].text)
    )
    cohesion = _cohesion(rows_found, vocabulary, start, end)
    kin = _kin(rows_found, vocabulary)
    found = []
    for place, index in enumerate(rows_found):
        previous = rows_found[place - 1] if place else None
        if previous == 0:
            previous = None  # as likely as not the page's own name, not a heading
        following = rows_found[place + 1] if place + 1 < len(rows_found) else None
        text = strip_markup(rows[index].label)
        features = {name: float(value) for name, value in _own(text)}
        features |= {name: float(value) for name, value in _above(rows, index, start, previous)}
        features |= {name: float(value) for name, value in _below(rows, index, end, following)}
        itself = features.get("before_itself", 0.0)
        features["repeated"] = float(repeated[folded[index]] > 1 + itself)
        again = index + 1 < end and openings[rows[index + 1].text[:160]] > 1
        features["same_opening"] = float(again and repeated[folded[index]] == 1)
        features |= cohesion[place]
        features["kin"] = kin[place]
        features["first_line"] = float(index == 0 and following == 1)
        features["style_break"] = float(
            place > 1
            and _breaks_style([strip_markup(rows[i].label) for i in rows_found[place - 2 : place + 1]])
        )
        found.append(Candidate(index, features))
    return found


def _cohesion(
    rows_found: Sequence[int], vocabulary: Vocabulary, start: int, end: int
) -> list[dict[str, float]]:
    """Measure against the page's average how the vocabulary changes at each candidate."""
    found, thin = [], []
    for index in rows_found:
        up, down, mine = range(index - 1, start - 1, -1), range(index + 1, end), vocabulary.words(index)
        views = {
            size: (vocabulary.gather(up, size), vocabulary.gather(down, size))
            for size in (_NEAR, _AROUND, _FAR)
        }
        thin.append(min(len(view) for view in views[_NEAR]) < _NEAR // 2)
        nearest = vocabulary.gather(range(index + 1, min(index + 2, end)), _NEAR)
        found.append(
            {
                "alike": vocabulary.likeness(*views[_AROUND]),
                "heard_before": vocabulary.known(views[_NEAR][1], views[_FAR][0]),
                "heard_again": vocabulary.known(views[_NEAR][0], views[_FAR][1]),
                "title_above": _share(mine, vocabulary.gather(up, 200)),
                "title_below": _share(mine, vocabulary.gather(down, 200)),
                "title_next": _share(mine, nearest),
            }
        )
    for name in ("alike", "heard_before", "heard_again"):
        mean = sum(features[name] for features in found) / max(1, len(found))
        for features, edge in zip(found, thin, strict=True):
            # At the page's ends there is too little text to compare with: neither for nor against.
            features[name] = 0.0 if edge else features[name] - mean
    return found


def _share(words: frozenset[str], other: frozenset[str]) -> float:
    return len(words & other) / len(words) if words else 0.0


def _breaks_style(texts: Sequence[str]) -> bool:
    """Whether the two lines above are headings of one make, in capitals or counted, and the last is not."""
    one, two, last = texts
    capitals = one.isupper() and two.isupper() and not last.isupper()
    return capitals or (cues.is_step(one) and cues.is_step(two) and not cues.is_step(last))


def _kin(rows_found: Sequence[int], vocabulary: Vocabulary) -> list[float]:
    """Tell of each candidate whether another shares most of its words, as the titles of a series do."""
    holders: dict[str, list[int]] = {}
    for index in rows_found:
        for word in vocabulary.words(index):
            holders.setdefault(word, []).append(index)
    found = []
    for index in rows_found:
        mine = vocabulary.words(index)
        common = Counter(other for word in mine for other in holders[word][:50] if other != index)
        best = max((n / len(mine | vocabulary.words(o)) for o, n in common.most_common(3)), default=0.0)
        found.append(float(len(mine) >= 2 and best >= 0.4))
    return found
