"""Which releases a post mentions by name.

A name counts where it stands in title or prose.  One that is also a common word, a place or a person counts
only where the words beside it speak of releases or of the community's things, or where the release was news
when the post was written.  A name that is nothing else is recognised with a slip of the pen in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rapidfuzz.distance import OSA

from anthology.knowledge.cycles import middle_day
from anthology.knowledge.evidence import words
from anthology.model import Evidence
from anthology.vocabulary import Cycle, Vocabulary

PREFIX = "release:"

_LETTERS = re.compile(r"[a-z\u00df-\u024f]{6,}")
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u04ff]+(?:\.\d+)*|[.!?\n]")
_SENTENCE_ENDS = frozenset(".!?\n")

_PLACE_BEFORE = frozenset({"at", "near", "mr", "ms", "dr"})
_SMALL_WORDS = frozenset(
    {
        "a",
        "after",
        "and",
        "are",
        "before",
        "by",
        "for",
        "from",
        "how",
        "in",
        "into",
        "is",
        "of",
        "on",
        "or",
        "our",
    }
    | {"since", "the", "to", "until", "using", "what", "when", "why", "with"}
)

BESIDE = 3
"""How many words away a word that speaks of releases still belongs to a name."""
AROUND = 60
"""Characters on either side that are looked at."""
NEWS_BEFORE, NEWS_AFTER = timedelta(days=300), timedelta(days=420)
"""How long before work on a release begins, and after it is out, its name is in the news."""
NAMED_BEFORE = timedelta(days=400)
"""Before the work on a release begins by more than this, it has no name yet."""
MISSPELT_LENGTH = 6
"""Letters that a name needs so that a word which differs by one is taken for it."""
SAME_YEARS = 3
"""Releases so few apart are named together."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a name stands.

    Attributes:
        cycle: Whose name it is.
        word: As written.
        misspelt: Whether a letter is wrong.
        before: The words before it in its sentence, nearest first.
        after: The words after it.
        quote: The text around it.
    """

    cycle: Cycle
    word: str
    misspelt: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    quote: str

    @property
    def is_capital(self) -> bool:
        """Whether it is written like a name."""
        return self.word[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is a version number rather than a name."""
        return not self.word[0].isalpha()


@dataclass(frozen=True)
class ReleaseNames:
    """What to look for, made once from a vocabulary.

    Attributes:
        cycles: By id.
        names: A name, case folded, to its cycle.
        pattern: Finds any of them; None where there are none.
        misspellable: Names that mean nothing else, by first letter.
        release_words: Beside a name they show that the release is meant; the community's own names among
            them.
        event_words: The same while the release is news.
        place_words: Beside a common name they show that it means something else.
        other_meanings: Phrases that hold a name and mean something else.
    """

    cycles: Mapping[str, Cycle]
    names: Mapping[str, Cycle] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    misspellable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    release_words: frozenset[str] = frozenset()
    event_words: frozenset[str] = frozenset()
    place_words: frozenset[str] = frozenset()
    other_meanings: re.Pattern[str] | None = None

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> ReleaseNames:
        """Prepare the names of a vocabulary's cycles."""
        names: dict[str, Cycle] = {}
        for cycle in vocabulary.cycles.values():
            for name in (cycle.name, *cycle.aliases):
                names.setdefault(name.casefold(), cycle)
        misspellable: dict[str, tuple[str, ...]] = {}
        for name, cycle in names.items():
            if not cycle.ordinary and len(name) >= MISSPELT_LENGTH and name.isalpha():
                misspellable[name[0]] = (*misspellable.get(name[0], ()), name)
        said = vocabulary.mentions
        telling = {word.casefold() for word in said.release_words}
        telling |= {part for name in said.community for part in words(name)[-1:]}
        return cls(
            cycles=vocabulary.cycles,
            names=names,
            pattern=_any_of(names),
            misspellable=misspellable,
            release_words=frozenset(telling),
            event_words=frozenset(word.casefold() for word in said.event_words),
            place_words=frozenset(word.casefold() for word in said.place_words),
            other_meanings=_any_of(said.other_meanings, re.NOFLAG),
        )


def find_releases(
    texts: Iterable[str], names: ReleaseNames, written: str | None = None, *, in_context: bool = True
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Find the releases mentioned in title and prose.

    Args:
        texts: The title and the prose, without code and addresses.
        names: What to look for.
        written: The post's date, ISO, if known.
        in_context: Whether the post speaks of the community's things; elsewhere a name that is a common word
            means the release only where words beside it say so.

    Returns:
        Ids in the order of the cycles, and for each the first mention that counted.
    """
    day = date.fromisoformat(middle_day(written)) if written and written[:4] > "0001" else None
    seen: dict[str, Evidence] = {}
    doubtful: list[Mention] = []
    for text in texts:
        for mention in _mentions(text, names):
            cycle = mention.cycle
            if cycle.id in seen or not _may_be_named(cycle, day):
                continue
            if _is_meant(mention, names, day, in_context):
                seen[cycle.id] = Evidence(PREFIX + cycle.id, 1.0, f"“{mention.quote}”")
            elif not mention.misspelt and mention.is_capital and not _beside_a_proper_name(mention):
                doubtful.append(mention)
    # In a post that names other releases of those years a bare name is one of them.
    for mention in doubtful:
        cycle = mention.cycle
        if cycle.id not in seen and any(
            _apart(cycle.id, other, names.cycles) <= SAME_YEARS for other in seen
        ):
            seen[cycle.id] = Evidence(PREFIX + cycle.id, 0.6, f"“{mention.quote}”, beside other releases")
    ids = tuple(cycle for cycle in names.cycles if cycle in seen)
    return ids, tuple(seen[i] for i in ids)


def _any_of(phrases: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str] | None:
    longest_first = sorted(phrases, key=lambda p: (-len(p), p))
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", flags)


def _mentions(text: str, names: ReleaseNames) -> Iterator[Mention]:
    """Yield the places where names stand, whatever they mean, as far as they are words of their own."""
    if names.pattern is None:
        return
    places = [(m.start(), m.end(), names.names[m[0].casefold()], False) for m in names.pattern.finditer(text)]
    folded = text.casefold()
    for word in set(_LETTERS.findall(folded)):
        if cycle := _meant_by(word, names):
            # Case folding changes no offsets where the text has them, and a wrong one only costs the mention.
            at = folded.find(word)
            places.append((at, at + len(word), cycle, True))
    for start, end, cycle, misspelt in sorted(places, key=lambda place: place[:2]):
        if _inside_a_name(text, start, end) or _means_something_else(text, start, end, names):
            continue
        before = _until_sentence_end(reversed(_WORD.findall(text[max(0, start - AROUND) : start])))
        after = _until_sentence_end(_WORD.findall(text[end : end + AROUND]))
        quote = " ".join(text[max(0, start - 30) : end + 30].split())
        yield Mention(cycle, text[start:end], misspelt, before, after, quote)


def _until_sentence_end(found: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for word in found:
        if word in _SENTENCE_ENDS:
            break
        kept.append(word)
    return tuple(kept)


def _meant_by(word: str, names: ReleaseNames) -> Cycle | None:
    """Return the cycle whose name differs from a word by one letter, not the first, or two swapped."""
    for name in names.misspellable.get(word[0], ()):
        near = abs(len(word) - len(name)) <= 1 and word not in (name, name + "s", name[:-1] + "s")
        if near and OSA.distance(word, name, score_cutoff=1) <= 1:
            return names.names[name]
    return None


def _may_be_named(cycle: Cycle, day: date | None) -> bool:
    return not (day and cycle.opened and day < date.fromisoformat(cycle.opened) - NAMED_BEFORE)


def _in_the_news(cycle: Cycle, day: date | None) -> bool:
    if day is None or cycle.released is None:
        return False
    return day <= date.fromisoformat(cycle.released) + NEWS_AFTER and (
        cycle.opened is None or day >= date.fromisoformat(cycle.opened) - NEWS_BEFORE
    )


def _inside_a_name(text: str, start: int, end: int) -> bool:
    """Tell whether a word is part of a host name, address, path or identifier; `stable/havana` is not."""
    before, after = text[max(0, start - 7) : start], text[end : end + 2]
    if before.casefold() == "stable/":
        return False
    if before[-1:] in ("@", "_", "\\", "#") or re.match(r"[._@\\][a-z]", after):
        return True
    return re.search(r"\w[./]$", before) is not None and text[start].islower()


def _means_something_else(text: str, start: int, end: int, names: ReleaseNames) -> bool:
    if names.other_meanings is None:
        return False
    around = max(0, start - AROUND)
    found = names.other_meanings.finditer(text[around : end + AROUND])
    return any(m.start() + around <= start and m.end() + around >= end for m in found)


def _is_meant(mention: Mention, names: ReleaseNames, day: date | None, in_context: bool) -> bool:
    """Tell by the words beside it whether a name means the release."""
    cycle = mention.cycle
    news = _in_the_news(cycle, day)
    if mention.is_number:
        return _spoken_of(mention, names, news)
    if not (cycle.ordinary or mention.misspelt) and (mention.is_capital or news):
        return True
    if cycle.ordinary and not mention.is_capital:
        return mention.before[:1] == ("stable",) and mention.quote.find(f"stable/{mention.word}") >= 0
    if cycle.ordinary and _is_elsewhere(mention, names, news):
        return False
    if _spoken_of(mention, names, news):
        return True
    return news and in_context and (mention.misspelt or not _beside_a_proper_name(mention))


def _is_elsewhere(mention: Mention, names: ReleaseNames, news: bool) -> bool:
    """Tell whether the words beside a name show a town: a meeting there, or a later summit."""
    around = {word.casefold() for word in (*mention.before[:BESIDE], *mention.after[:BESIDE])}
    return bool(around & names.place_words) or (not news and bool(around & names.event_words))


def _spoken_of(mention: Mention, names: ReleaseNames, news: bool) -> bool:
    """Tell whether words beside a name, in its sentence, speak of releases or of the community's things."""
    close = 1 if mention.is_number else BESIDE
    for word in (*mention.before[:close], *mention.after[:close]):
        folded = word.casefold()
        if folded in names.release_words or (news and folded in names.event_words):
            return True
        other = names.names.get(folded)
        if other is None or other is mention.cycle or not (mention.is_capital and word[0].isupper()):
            continue
        # Two common words are names where they are those of releases in a row: `Pike to Queens`.
        if not other.ordinary or _apart(mention.cycle.id, other.id, names.cycles) <= SAME_YEARS:
            return True
    return False


def _beside_a_proper_name(mention: Mention) -> bool:
    """Tell whether a capitalised word stands beside a name, as in a person's, or it is a place."""
    nearest = [
        word for word in (*mention.before[:1], *mention.after[:1]) if word.casefold() not in _SMALL_WORDS
    ]
    proper = any(word[0].isupper() and word[1:].islower() and len(word) > 2 for word in nearest)
    return proper or any(word.casefold() in _PLACE_BEFORE for word in mention.before[:1])


def _apart(one: str, other: str, cycles: Mapping[str, Cycle]) -> int:
    order = list(cycles)
    return abs(order.index(one) - order.index(other))
