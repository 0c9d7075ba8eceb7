"""Finding runs of posts: numbered parts, weekly newsletters, columns with a standing title.

A number in a title ("The Failure, part 4"), a periodical's date ("Weekly Newsletter (May 10 – 17)") or an
author's own word ("the second post in this series") makes a series by itself.  What merely stands before a
colon, or at the end of titles, makes one where a blog repeats it: two posts of one author with the same
words before the colon, three with the same last words, close in time.  Names of projects and releases, and
words that are in every other title, are no series.  Posts of different blogs come together where one author
wrote them or the series' name is of four words or more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median

from anthology.export import channel_id
from anthology.knowledge.copy_evidence import day_of
from anthology.knowledge.series_evidence import Sign, is_periodical, key_of, signs, words_of
from anthology.knowledge.traits import Traits
from anthology.model import Evidence, Post, Series, SeriesPart
from anthology.vocabulary import Vocabulary

NO_SERIES = SeriesPart(id="", name="")
"""In `Post.series`, an editor's word that the post belongs to none, whatever its title looks like."""

_WHEREVER = 4
_LONGEST_NAME = 10
_LEAST = {"prefix": 2, "suffix": 3}
_CLOSE = 60
_GENERIC_SHARE = 0.08
_NOT_STANDING = frozenset(
    [
        "guest post",
        "case study",
        "press release",
        "video",
        "how to",
        "breaking news",
        "release notes",
        "job opening",
    ]
)

Token = tuple[str, str, str]
"""What posts of one series share: kind of scope, scope, key of the name."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """The series that a post says it belongs to; the name is empty where it only says that there is one."""

    name: str
    part: int | None
    because: str
    decided: bool = False
    periodical: bool = False


def with_series(
    posts: Sequence[Post], vocabulary: Vocabulary, traits: Mapping[str, Traits] | None = None
) -> tuple[tuple[Post, ...], dict[str, Series]]:
    """Find the series among posts.

    Args:
        posts: In reading order, copies and rejected ones too; what stands in `Post.series` holds.
        vocabulary: Its projects and cycles are no series of their own.
        traits: Their texts' traits by id, found here where they are not given.

    Returns:
        The posts with their places, copies with that of the post that is kept; and the series by id.
    """
    shown = [post for post in posts if post.duplicate_of is None and post.status != "rejected"]
    claims: dict[int, _Claim] = {}
    weak: dict[int, list[Sign]] = {}
    for number, post in enumerate(shown):
        if post.series == NO_SERIES:
            continue
        claim, weak[number] = _claim(post, (traits or {}).get(post.id))
        if claim:
            claims[number] = claim
    groups = _Groups(len(shown))
    _join_by_name(shown, claims, groups)
    _join_standing(shown, claims, weak, groups, _generic_words(shown, vocabulary))
    places, series = _numbered(shown, claims, groups)
    named = {shown[number].id: place for number, place in places.items()}
    why = {shown[number].id: claims[number].because for number in places}
    done = []
    for post in posts:
        place = named.get(post.duplicate_of or post.id)
        evidence = post.evidence
        if place and post.id in why:
            evidence = (*evidence, Evidence(f"series:{place.id}", 1.0, why[post.id]))
        done.append(replace(post, series=place, evidence=evidence))
    return tuple(done), series


def _claim(post: Post, traits: Traits | None) -> tuple[_Claim | None, list[Sign]]:
    # A title may have come from a copy since the traits were found.
    known = traits is not None and traits.title == post.title
    found = list(traits.signs if traits and known else signs(post.title, post.body.myst))
    strong = next((sign for sign in found if sign.kind in ("numbered", "periodical", "said")), None)
    weak = [sign for sign in found if sign.kind in ("prefix", "suffix")]
    if post.series:
        part = post.series.part or (strong.part if strong else None)
        return _Claim(post.series.name, part, "said by the post's labels or an editor", decided=True), weak
    if strong is None:
        return None, weak
    because = f"“{strong.because}”"
    return _Claim(strong.name, strong.part, because, periodical=strong.kind == "periodical"), weak


class _Groups:
    """Sets of posts that grow together (union and find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self._parent[b] = a


def _tokens(post: Post, key: str, *, anywhere: bool = False) -> Iterator[Token]:
    """Yield what a post shares with others of its series."""
    yield "channel", channel_id(post.channel.name), key
    for author in post.authors:
        yield "author", author.id, key
    if anywhere or key.count(" ") >= _WHEREVER - 1:
        yield "anywhere", "", key


def _join_by_name(shown: Sequence[Post], claims: Mapping[int, _Claim], groups: _Groups) -> None:
    """Bring together posts that claim the same series."""
    decided = {key_of(claim.name) for claim in claims.values() if claim.decided}
    first: dict[Token, int] = {}
    issues: dict[tuple[str, frozenset[str]], int] = {}
    for number, claim in claims.items():
        if not claim.name:
            continue
        key = key_of(claim.name)
        for token in _tokens(shown[number], key, anywhere=claim.decided or key in decided):
            groups.join(first.setdefault(token, number), number)
        if claim.periodical:
            issues.setdefault((shown[number].channel.name, frozenset(key.split())), number)
    # One newsletter under a shorter and a longer name: "Activity Review", "Developer Activity Review".
    for (channel, words), number in issues.items():
        for left_out in (1, 2) if len(words) <= _LONGEST_NAME else ():
            for some in (
                combinations(sorted(words), len(words) - left_out) if len(words) - left_out >= 2 else ()
            ):
                if (other := issues.get((channel, frozenset(some)))) is not None:
                    groups.join(other, number)


def _join_standing(
    shown: Sequence[Post],
    claims: dict[int, _Claim],
    weak: Mapping[int, Sequence[Sign]],
    groups: _Groups,
    generic: frozenset[str],
) -> None:
    """Add posts by the standing parts of their titles: to a series that is sure, or to each other."""
    sure = {
        token: number
        for number, claim in reversed(claims.items())
        if claim.name
        for token in _tokens(shown[number], key_of(claim.name))
    }
    buckets: dict[tuple[str, Token], list[int]] = defaultdict(list)
    names: dict[tuple[str, Token], str] = {}
    channels: dict[str, set[str]] = defaultdict(set)
    for number, found in weak.items():
        if number in claims and claims[number].name:
            continue
        for sign in found:
            key = key_of(sign.name)
            tokens = list(_tokens(shown[number], key))
            if (
                sign.kind == "prefix"
                and (there := next((sure[t] for t in tokens if t in sure), None)) is not None
            ):
                claims[number] = _Claim(sign.name, None, f"“{sign.because}” stands in its title")
                groups.join(there, number)
                break
            if not _may_stand(sign, generic):
                continue
            channels[key].add(shown[number].channel.name)
            for token in tokens[:2]:
                buckets[sign.kind, token].append(number)
                names.setdefault((sign.kind, token), sign.name)
    largest_first = sorted(
        (bucket for bucket in buckets.items() if len(bucket[1]) > 1),
        key=lambda item: (item[0][0], -len(item[1]), -len(item[0][1][2]), item[0][1]),
    )
    for bucket, numbers in largest_first:
        kind, (scope, _, key) = bucket
        free = [number for number in numbers if number not in claims or not claims[number].name]
        said = sum(number in claims for number in free)
        if len(free) < _LEAST[kind] - min(1, said) or len(free) < 2:
            continue
        if kind == "suffix" and (len(channels[key]) > 1 or scope == "author" or not _close(shown, free)):
            continue
        if kind == "prefix" and not _one_hand(shown, free):
            continue
        name = _without_edges(names[bucket]) if kind == "suffix" else names[bucket]
        for number in free:
            claims[number] = _Claim(name, None, f"“{names[bucket]}” stands in {len(free)} titles of the blog")
            groups.join(free[0], number)


def _generic_words(shown: Sequence[Post], vocabulary: Vocabulary) -> frozenset[str]:
    """Return names of the vocabulary and words that are in many titles: none of them makes a series."""
    names = (
        [f"{one.id} {one.name}" for one in vocabulary.projects.values()]
        + [f"{one.id} {one.name}" for one in vocabulary.cycles.values()]
        + [f"{one.id} {one.name}" for one in vocabulary.topics.values()]
    )
    known = {word for name in names for word in words_of(name)}
    titles = Counter(word for post in shown for word in set(words_of(post.title or "")))
    least = max(8, len(shown) * _GENERIC_SHARE)
    return frozenset(known | {word for word, count in titles.items() if count >= least})


def _may_stand(sign: Sign, generic: frozenset[str]) -> bool:
    words = words_of(sign.name)
    telling = [word for word in words if word not in generic and len(word) > 2]
    if sign.kind == "prefix":
        return bool(telling) and key_of(sign.name) not in _NOT_STANDING
    return len(telling) >= 3 or (len(telling) >= 1 and is_periodical(sign.name))


def _close(shown: Sequence[Post], numbers: Sequence[int]) -> bool:
    """Whether posts follow each other within weeks, as parts do."""
    days = sorted(day for number in numbers if (day := day_of(shown[number])))
    return len(days) < 2 or median(b - a for a, b in pairwise(days)) <= _CLOSE


def _one_hand(shown: Sequence[Post], numbers: Iterable[int]) -> bool:
    """Whether one person, or a blog without names, wrote most of the posts."""
    authors = [{author.id for author in shown[number].authors} for number in numbers]
    counts = Counter(one for some in authors for one in some)
    return not counts or counts.most_common(1)[0][1] * 2 > len(authors)


def _without_edges(name: str) -> str:
    """Return last words of titles without the small words they begin with: `and more OpenStack news`."""
    words = name.split()
    while len(words) > 2 and words[0].casefold() in (
        "and",
        "more",
        "for",
        "in",
        "on",
        "with",
        "of",
        "the",
        "to",
    ):
        words = words[1:]
    return " ".join(words)


def _numbered(
    shown: Sequence[Post], claims: Mapping[int, _Claim], groups: _Groups
) -> tuple[dict[int, SeriesPart], dict[str, Series]]:
    """Name the groups and order their posts: by part where each has one, else by date."""
    members: dict[int, list[int]] = defaultdict(list)
    for number in sorted(claims):
        members[groups.find(number)].append(number)
    places: dict[int, SeriesPart] = {}
    series: dict[str, Series] = {}
    for by_date in members.values():
        name = _name(shown, claims, by_date)
        id_ = _free_id(name, shown[by_date[0]], series)
        parts = {number: claims[number].part for number in by_date}
        by_part = sorted(by_date, key=lambda number: (parts[number] or 0, number))
        numbers = by_date if None in parts.values() else by_part
        series[id_] = Series(id_, name, tuple(shown[number].id for number in numbers))
        for number in numbers:
            places[number] = SeriesPart(id_, name, parts[number])
    return places, dict(sorted(series.items()))


def _name(shown: Sequence[Post], claims: Mapping[int, _Claim], numbers: Sequence[int]) -> str:
    """Return the editor's spelling, else the most frequent one, the earlier of two."""
    decided = [claims[number].name for number in numbers if claims[number].decided]
    names = decided or [name for number in numbers if (name := claims[number].name)]
    if names:
        return Counter(names).most_common(1)[0][0]
    title = shown[numbers[0]].title or "Series"
    prefix = next((sign.name for sign in signs(title, "") if sign.kind == "prefix"), None)
    return prefix or title


def _free_id(name: str, first: Post, taken: Mapping[str, Series]) -> str:
    plain = channel_id(name)
    for tail in ("", f"-{channel_id(first.channel.name)}", f"-{first.id.rpartition('-')[2]}"):
        if f"{plain}{tail}" not in taken:
            return f"{plain}{tail}"
    return first.id
