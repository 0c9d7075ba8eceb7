"""What a post is known by when it is not to be kept: digests of its names, and a sample of its text.

A digest does not give back what it was made of; who has a title or an address can find out whether it is
meant, as anybody could who kept the post.  The sample is made of one run of five words in four at most, and
of each only 16 bits of its checksum: enough to tell that another text is the same, and too little to extend a
text word by word, since for each word that is right many wrong ones fit as well.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from anthology.knowledge.links import permalink
from anthology.knowledge.similarity import Text
from anthology.model import Entry

PRINT = re.compile(r"(?:address|name|words) [0-9a-f]{16}|text(?: [0-9a-f]{4}){2,65}")
"""What one print looks like."""

LARGEST_SAMPLE = 64
ONE_IN = 4
"""At most one shingle in so many is in a sample."""
LEAST_SAMPLE = 4
"""Fewer shingles tell nothing."""
LEAST_WORDS = 8
"""A shorter text may be anybody's."""

_DIGITS = 16
_BITS = 16
_LOW = (1 << _BITS) - 1
_SHORT_GUID = 16

_TAG = re.compile(r"<[^<>]*>")
_DESTINATION = re.compile(r"\]\([^()\s]*|https?://[^\s<>()\"']*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A few shingles that stand for a text.

    Attributes:
        threshold: Shingles whose upper 16 bits are at most this are in the sample.
        values: The lower 16 bits of each.
    """

    threshold: int
    values: frozenset[int]

    @classmethod
    def of(cls, text: Text) -> Sample | None:
        """Take the sample of a text, or None if it is too short."""
        size = min(LARGEST_SAMPLE, len(text.shingles) // ONE_IN)
        if size < LEAST_SAMPLE:
            return None
        threshold = sorted(text.shingles)[size - 1] >> _BITS
        return cls(threshold, chosen(text, threshold))

    @classmethod
    def parse(cls, words: str) -> Sample:
        """Read a sample as `str` gives it.

        Raises:
            ValueError: It is none.
        """
        threshold, *values = (int(word, 16) for word in words.split())
        return cls(threshold, frozenset(values))

    def __str__(self) -> str:
        return " ".join(f"{value:04x}" for value in (self.threshold, *sorted(self.values)))


def chosen(text: Text, threshold: int) -> frozenset[int]:
    """Return what a sample with this threshold has of a text."""
    return frozenset(shingle & _LOW for shingle in text.shingles if shingle >> _BITS <= threshold)


def words_of(entry: Entry) -> str:
    """Return the words of a raw body without markup and addresses: much the same by whatever route."""
    body = entry.body
    if entry.body_format == "html":
        body = html.unescape(_TAG.sub(" ", body))
    return " ".join(_WORD.findall(_DESTINATION.sub(" ", body).casefold()))


def name_print(name: str) -> str:
    """Return the print of a name by which chapters may call a post: id, title, slug or docname."""
    return _digest("name", " ".join(name.strip().strip("/").casefold().split()))


def address_print(url: str) -> str | None:
    """Return the print of an address that is one post's own; None for others."""
    address = permalink(url)
    return _digest("address", address) if address else None


def place_prints(entry: Entry) -> Iterator[str]:
    """Yield the prints of an entry's permalink and guid, as far as they are one post's own."""
    if address := address_print(entry.url or ""):
        yield address
    if guid := entry.origin.guid:
        channel = entry.channel.name if entry.channel else ""
        own = permalink(guid) or (guid if len(guid) >= _SHORT_GUID else f"{channel} {guid}")
        # The permalink of a post is the guid of its copy, as often as not.
        yield _digest("address", own)


def words_print(words: str) -> str | None:
    """Return the print of the very words of a text; None where they are too few."""
    return _digest("words", words) if words.count(" ") + 1 >= LEAST_WORDS else None


def prints_of(entry: Entry, names: Collection[str], shared: Collection[str] = ()) -> tuple[str, ...]:
    """Return everything by which a post is known again.

    Args:
        entry: The post as its source gave it.
        names: Its id, title, slug and docname.
        shared: Prints of addresses that other posts have too, such as that of their blog's home page.
    """
    words = words_of(entry)
    sample = Sample.of(Text.of(words))
    found = [one for one in place_prints(entry) if one not in shared]
    found += [name_print(name) for name in names if name.strip().strip("/")]
    found += [one for one in (words_print(words),) if one]
    found += [f"text {sample}"] if sample else []
    return tuple(dict.fromkeys(found))


def _digest(kind: str, text: str) -> str:
    value = hashlib.sha256(f"anthology {kind}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind} {value[:_DIGITS]}"
