"""Who is mentioned by name: full names of the book's authors in the texts of others.

One pass over each text notes checksums of its runs of capitalised words; only where one is a known name's
is the text looked at again.  Single words are never taken for a name.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from zlib import crc32

from anthology.conversion.myst import plain_text
from anthology.knowledge.names import is_person_name, plain_letters
from anthology.model import Person, Post

LONGEST = 5
"""Words of the longest name that is looked for."""

_WORD = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*")
_BETWEEN = r"(?:\s+|-|(?<=\b\w)\.\s*)"
"""What may stand between the words of a name: a full stop only after an initial."""


def name_runs(myst: str) -> array[int]:
    """Return a checksum of each run of two to five words of a text that begins and ends with a capital."""
    words = _WORD.findall(plain_text(myst))
    capital = [word[0].isupper() for word in words]
    found: set[int] = set()
    for start, is_name in enumerate(capital):
        if not is_name:
            continue
        run = list(accumulate(map(_folded, words[start : start + LONGEST]), "{} {}".format))
        found.update(_checksum(run[n]) for n in range(1, len(run)) if capital[start + n])
    return array("I", sorted(found))


def mentioned(
    posts: Sequence[Post], people: Mapping[str, Person], runs: Mapping[str, Iterable[int]]
) -> dict[str, tuple[str, ...]]:
    """Find the authors whom shown posts of others name in full.

    A name that two people bear is nobody's.

    Args:
        posts: The shown posts.
        people: Everyone known, by id.
        runs: What `name_runs` gives for each post's text, by its id.

    Returns:
        Ids of people in order of their ids, by id of the post that names them.
    """
    known = _names({author.id for post in posts for author in post.authors}, people)
    by_checksum: dict[int, list[str]] = defaultdict(list)
    for name in known:
        by_checksum[_checksum(name)].append(name)
    found: dict[str, tuple[str, ...]] = {}
    for post in posts:
        own = {author.id for author in post.authors}
        names = [name for run in runs[post.id] for name in by_checksum.get(run, ()) if known[name] not in own]
        if names:
            text = plain_letters(plain_text(post.body.myst))
            if named := {known[name] for name in names if _stands(name, text)}:
                found[post.id] = tuple(sorted(named))
    return found


def _names(authors: set[str], people: Mapping[str, Person]) -> dict[str, str]:
    """Return the ids of people by their full names, folded, without names that two of them bear."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for identifier in authors & people.keys():
        person = people[identifier]
        for name in (person.name, *person.aliases):
            words = list(_folded_words(name))
            if person.kind == "person" and is_person_name(name) and 2 <= len(words) <= LONGEST:
                bearers[" ".join(words)].add(identifier)
    return {name: next(iter(those)) for name, those in bearers.items() if len(those) == 1}


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){_BETWEEN.join(map(re.escape, name.split()))}(?!\w)", text) is not None


def _folded_words(name: str) -> Iterator[str]:
    return map(_folded, _WORD.findall(name))


def _folded(word: str) -> str:
    return plain_letters(word)


def _checksum(run: str) -> int:
    return crc32(run.encode("utf-8", "replace"))
