"""Bringing together the spellings of one person, and keeping apart who only looks the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from slugify import slugify

from anthology.knowledge.affiliations import PREFIX as AFFILIATION
from anthology.knowledge.channels import Blog
from anthology.knowledge.names import (
    is_account,
    is_organisation,
    same_key,
    short_key,
    with_umlauts_written_out,
)
from anthology.knowledge.people_file import Declared, Kind, PeopleFile
from anthology.model import Author, Evidence, Person

PREFIX = "author:"


@dataclass(frozen=True, slots=True)
class Signed:
    """One author of one post, not yet brought together with their other spellings.

    Attributes:
        entry: Index of the entry.
        name: The name that is meant, as well as it is known.
        printed: As the source prints it, cleaned.
        blog: Key of the blog.
        weight: How sure.
        because: What shows it.
        declared: Who `people.toml` says it is.
        employer: For whom the byline says that they work, or an empty string.
    """

    entry: int
    name: str
    printed: str
    blog: str
    weight: float
    because: str
    declared: Declared | None = None
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote what.

    Attributes:
        authors: For each entry, in printed order.
        people: Everyone named, by id.
        evidence: For each entry, why.
    """

    authors: tuple[tuple[Author, ...], ...]
    people: Mapping[str, Person]
    evidence: tuple[tuple[Evidence, ...], ...]


def person_id(name: str) -> str:
    """Return a person's id: the slug of the name."""
    return slugify(name, max_length=60, word_boundary=True) or "unnamed"


@dataclass(frozen=True, slots=True)
class Known:
    """What the blogs and the editor say of people.

    Attributes:
        blogs: By key.
        file: `people.toml`.
        owners: A person's blog, by name.
        alike: Names of owners that differ in accents, case and middle initials alone, by what they share.
    """

    blogs: Mapping[str, Blog]
    file: PeopleFile
    owners: Mapping[str, Blog]
    alike: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, blogs: Mapping[str, Blog], file: PeopleFile) -> Known:
        """Gather the owners of blogs."""
        owners = {blog.owner: blog for blog in blogs.values() if blog.owner}
        alike: dict[str, list[str]] = defaultdict(list)
        for owner in owners:
            alike[short_key(owner)].append(owner)
        return cls(blogs, file, owners, alike)


def bring_together(
    found: Sequence[Signed], count: int, blogs: Mapping[str, Blog], file: PeopleFile
) -> Authorship:
    """Make one person of the spellings of a name, and give each an id.

    Args:
        found: The authors of all posts.
        count: How many entries there are.
        blogs: By key.
        file: What the project says of people.
    """
    found = _with_umlauts(found)
    keys = _keys(found, file)
    groups: dict[str, list[Signed]] = defaultdict(list)
    for key, one in zip(keys, found, strict=True):
        groups[key].append(one)
    known = Known.of(blogs, file)
    people: dict[str, Person] = {}
    person_of: dict[str, Person] = {}
    # Ids that an editor gave come first, so that nobody else takes them; then by name, in whatever order the
    # posts are.
    for key in sorted(groups, key=lambda k: (not _has_declared_id(groups[k]), k)):
        person = _person(groups[key], people, known)
        people[person.id] = person_of[key] = person
    authors: list[dict[str, Author]] = [{} for _ in range(count)]
    evidence: list[list[Evidence]] = [[] for _ in range(count)]
    spelled = _spellings(keys, found, known.owners)
    for key, one in zip(keys, found, strict=True):
        person = person_of[key]
        # A name with or without a middle initial stays as the post prints it; accents and case are mended.
        shown = person.name if one.declared else spelled[key, same_key(one.name)]
        employer = _organisation(one, file)
        authors[one.entry].setdefault(person.id, Author(person.id, shown, employer))
        evidence[one.entry].append(Evidence(PREFIX + person.id, one.weight, one.because))
        if employer:
            evidence[one.entry].append(Evidence(AFFILIATION + person.id, one.weight, one.because))
    return Authorship(
        tuple(tuple(those.values()) for those in authors), people, tuple(tuple(those) for those in evidence)
    )


def _organisation(one: Signed, file: PeopleFile) -> str | None:
    """Return the employer that a byline names, as `people.toml` spells it if it knows the organisation."""
    declared = file.find(one.employer, "") if one.employer else None
    known = declared is not None and declared.kind == "organisation"
    return (declared.name if declared and known else one.employer) or None


def _with_umlauts(found: Sequence[Signed]) -> list[Signed]:
    """Spell names that were written out for want of umlauts, `Joerg`, as `Jörg` where that is there too."""
    spelled: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.declared is None and (written_out := with_umlauts_written_out(one.name)) != one.name:
            spelled[same_key(written_out)].add(one.name)
    return [
        replace(one, name=max(names))
        if one.declared is None and (names := spelled.get(same_key(one.name)))
        else one
        for one in found
    ]


def _keys(found: Sequence[Signed], file: PeopleFile) -> list[str]:
    """Return for each name a key that it shares with the other names of the same person."""
    full: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.declared is None:
            full[short_key(one.name)].add(same_key(one.name))
    keys = []
    for one in found:
        if one.declared:
            key = f"declared {one.declared.id or one.declared.name}"
        elif apart := file.apart_key(one.name):
            key = f"{same_key(one.name)} {apart}"
        elif _is_anyones(one.name):
            key = f"{same_key(one.name)} {one.blog}"
        else:
            # Two different middle initials are two people, and then a name without any is a third.
            short = short_key(one.name)
            with_initials = full[short] - {short}
            key = short if len(with_initials) < 2 else same_key(one.name)
        keys.append(key)
    return keys


def _is_anyones(name: str) -> bool:
    """Tell whether a name is a shared account's or a mere given name: elsewhere it is someone else's."""
    return is_account(name) or (name.isalpha() and name.istitle() and not is_organisation(name))


def _person(members: Sequence[Signed], people: Mapping[str, Person], known: Known) -> Person:
    declared = next((one.declared for one in members if one.declared), None)
    spellings = Counter(one.name for one in members)
    printed = {*spellings, *(one.printed for one in members)}
    if declared:
        name, kind = declared.name, known.file.kind_of(declared)
        printed.update(declared.aliases)
    else:
        name = _preferred(spellings, known.owners)
        named_alike = known.alike.get(short_key(name), ())
        if len(named_alike) == 1 and not known.file.are_apart(name, named_alike[0]):
            name = named_alike[0]
        kind = _kind(name)
    identity = declared.id if declared and declared.id else person_id(name)
    if not declared and _is_anyones(name):
        identity = person_id(f"{name} {known.blogs[members[0].blog].name}")
    blog = known.owners.get(name)
    url = (declared.url if declared else None) or (blog.url if blog else None)
    affiliations = declared.affiliations if declared else ()
    return Person(_free(identity, people), name, kind, tuple(sorted(printed - {name})), url, affiliations)


def _spellings(
    keys: Sequence[str], found: Sequence[Signed], owners: Mapping[str, Blog]
) -> dict[tuple[str, str], str]:
    """Return for each person, and each name apart from accents and case, the best spelling."""
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, one in zip(keys, found, strict=True):
        counted[key, same_key(one.name)][one.name] += 1
    return {place: _preferred(spellings, owners) for place, spellings in counted.items()}


def _has_declared_id(members: Sequence[Signed]) -> bool:
    return any(one.declared and one.declared.id for one in members)


def _preferred(spellings: Counter[str], owners: Mapping[str, Blog]) -> str:
    """Return the spelling of the person's own blog, else the one with most accents, most used, longest."""
    return max(
        spellings,
        key=lambda s: (s in owners, sum(c > "\x7f" for c in s), not s.islower(), spellings[s], len(s), s),
    )


def _free(identity: str, people: Mapping[str, Person]) -> str:
    if identity not in people:
        return identity
    number = 2
    while f"{identity}-{number}" in people:
        number += 1
    return f"{identity}-{number}"


def _kind(name: str) -> Kind:
    if is_account(name):
        return "account"
    if is_organisation(name):
        return "organisation"
    return "person" if " " in name.strip() else "account"
