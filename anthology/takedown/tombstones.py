"""Keeping posts out that were taken down, whatever route they come by: a plain function over plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from anthology.knowledge.identity import post_id, post_ids
from anthology.knowledge.similarity import Text
from anthology.model import Entry, Tombstone
from anthology.takedown.prints import (
    Sample,
    address_print,
    chosen,
    name_print,
    place_prints,
    words_of,
    words_print,
)

_ALIKE = 0.5
_EXCERPT = 0.75
_LEAST_SHARED = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is, or holds, a post that was taken down.

    Attributes:
        id: What would be its post's id.
        place: The file, with the lines where it has some.
        post: Id of the post that was taken down.
        why: How it was recognised; empty where it is that very post.
        whole: Whether it was left out; False where it is a longer text that only holds the other.
    """

    id: str
    place: str
    post: str
    why: str = ""
    whole: bool = True

    def __str__(self) -> str:
        if self.whole:
            return (
                f"{self.id} ({self.place}) has {self.why} a post that was taken down ({self.post}) "
                'and is left out; if it is another, say status = "accepted" [anthology.taken_down_copy]'
            )
        return (
            f"{self.id} ({self.place}) holds most of the text of a post that was taken down ({self.post}) "
            "[anthology.taken_down_quoted]"
        )


class Tombstones:
    """The posts that were taken down, ready to be recognised.

    The work for an entry does not grow with their number.
    """

    def __init__(self, stones: Iterable[Tombstone] = ()) -> None:
        self.stones = {stone.post: stone for stone in stones}
        self._by_print: dict[str, str] = {}
        self._samples: dict[str, Sample] = {}
        self._by_value: dict[int, list[str]] = {}
        for stone in self.stones.values():
            for one in stone.prints:
                kind, _, value = one.partition(" ")
                if kind == "text":
                    self._samples[stone.post] = sample = Sample.parse(value)
                    for number in sample.values:
                        self._by_value.setdefault(number, []).append(stone.post)
                else:
                    self._by_print.setdefault(one, stone.post)
        self._widest = max((sample.threshold for sample in self._samples.values()), default=-1)

    def __bool__(self) -> bool:
        return bool(self.stones)

    def __iter__(self) -> Iterator[Tombstone]:
        return iter(self.stones.values())

    def has_name(self, name: str) -> bool:
        """Tell whether an id, title, slug or docname is that of a post that was taken down."""
        return name in self.stones or name_print(name) in self._by_print

    def has_address(self, url: str) -> bool:
        """Tell whether an address is that of a post that was taken down."""
        return address_print(url) in self._by_print

    def covers(self, entry: Entry) -> bool:
        """Tell whether an entry is a post that was taken down, by whatever route it came."""
        found = self.recognise(post_id(entry.source.id, entry.key), entry)
        return found is not None and found.whole

    def recognise(self, id_: str, entry: Entry) -> LeftOut | None:
        """Return which post that was taken down an entry is or holds, or None."""
        if not self.stones:
            return None
        place = entry.origin.place
        if id_ in self.stones:
            return LeftOut(id_, place, id_)
        for one in place_prints(entry):
            if post := self._by_print.get(one):
                return LeftOut(id_, place, post, "the address of")
        words = words_of(entry)
        if post := self._by_print.get(words_print(words) or ""):
            return LeftOut(id_, place, post, "the very words of")
        return self._by_text(id_, place, words) if self._samples else None

    def _by_text(self, id_: str, place: str, words: str) -> LeftOut | None:
        text = Text.of(words)
        hits = Counter(
            post for number in chosen(text, self._widest) for post in self._by_value.get(number, ())
        )
        quoted = None
        for post, count in hits.most_common():
            if count < _LEAST_SHARED:
                break
            sample = self._samples[post]
            here = chosen(text, sample.threshold)
            both = len(here & sample.values)
            if both < _LEAST_SHARED:
                continue
            if both >= _ALIKE * len(here | sample.values) or both >= _EXCERPT * len(here):
                return LeftOut(id_, place, post, "the text of")
            if both >= _EXCERPT * len(sample.values):
                quoted = quoted or LeftOut(id_, place, post, "the text of", whole=False)
        return quoted


NONE = Tombstones()


def keep_out(
    entries: Sequence[Entry], tombstones: Tombstones, spared: Collection[str] = ()
) -> tuple[list[Entry], tuple[LeftOut, ...]]:
    """Leave out the entries that were taken down.

    Args:
        entries: All entries of all sources.
        tombstones: What was taken down.
        spared: Ids of posts of which an editor said that they are others, however alike.

    Returns:
        The other entries, in order, and what was left out or holds what was taken down.
    """
    if not tombstones:
        return list(entries), ()
    kept, left_out = [], []
    for id_, entry in zip(post_ids(entries), entries, strict=True):
        found = tombstones.recognise(id_, entry)
        if found and found.why and id_ in spared:
            found = None
        if found:
            left_out.append(found)
        if found is None or not found.whole:
            kept.append(entry)
    return kept, tuple(left_out)
