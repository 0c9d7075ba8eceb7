"""Who wrote a post: names cleaned, handles explained, spellings of one person brought together.

A handle is joined to a full name only on evidence: it stands on a blog that bears that person's name, or on
a post that stands there too.  Every join is undone by a line in `conf/people.toml`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from slugify import slugify

from anthology.knowledge.bylines import Name, clean_bylines
from anthology.knowledge.channels import Blog, owned_blogs
from anthology.knowledge.names import (
    is_account,
    is_organisation,
    is_person_name,
    same_key,
    short_key,
)
from anthology.knowledge.people_file import Declared, Kind, PeopleFile, handle_key
from anthology.knowledge.signatures import signed
from anthology.model import Author, Body, Entry, Evidence, Person

PREFIX = "author:"
TITLE_LENGTH = 12
"""Letters that two titles must share from the start to be the same post's."""


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
    """

    entry: int
    name: str
    printed: str
    blog: str
    weight: float
    because: str
    declared: Declared | None = None


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


def find_authors(entries: Sequence[Entry], bodies: Sequence[Body], file: PeopleFile) -> Authorship:
    """Find the authors of all posts together, since one post's byline explains another's.

    Args:
        entries: All entries.
        bodies: Their bodies, for signatures in the text.
        file: What the project says of people; has the last word.
    """
    channels = [entry.channel.name if entry.channel else entry.source.name for entry in entries]
    known = frozenset(
        {
            same_key(name)
            for name in {*channels, *(b for e in entries for b in e.bylines)}
            if is_person_name(name)
        }
    )
    names = [clean_bylines(entry.bylines, known) for entry in entries]
    blogs = owned_blogs(entries, names)
    found: list[Signed] = []
    for number, (printed, channel, body) in enumerate(zip(names, channels, bodies, strict=True)):
        blog = blogs[same_key(channel)]
        if printed:
            found += [_explain(number, name, blog, file) for name in printed]
        elif blog.owner:
            because = f"the blog “{blog.name}” bears the name"
            found.append(_unsigned(number, blog.owner, blog, file, because))
        elif name_in_text := signed(body.myst):
            name, quote = name_in_text
            found.append(_unsigned(number, name, blog, file, f"the text says “{quote}”"))
    found = _join_handles(found, entries, blogs, file)
    return _bring_together(found, len(entries), blogs, file)


def _explain(number: int, name: Name, blog: Blog, file: PeopleFile) -> Signed:
    """Say who a printed name means on its blog."""
    printed = name.text
    declared = file.find(printed, blog.name)
    if declared:
        return Signed(number, declared.name, printed, blog.key, 1.0, f"“{printed}”, by people.toml", declared)
    owner = blog.owner
    if owner and printed in blog.handles and not file.are_apart(printed, owner):
        because = f"“{printed}” on the blog “{blog.name}”"
        return Signed(number, owner, printed, blog.key, 0.95, because, file.find(owner, blog.name))
    spelled = owner if owner and same_key(printed) == same_key(owner) else printed
    because = f"byline “{printed}”" + (f", {name.affiliation}" if name.affiliation else "")
    return Signed(number, spelled, printed, blog.key, 1.0, because)


def _unsigned(number: int, name: str, blog: Blog, file: PeopleFile, because: str) -> Signed:
    """Say who wrote a post whose source names nobody."""
    declared = file.find(name, blog.name)
    return Signed(number, declared.name if declared else name, name, blog.key, 0.8, because, declared)


def _join_handles(
    found: list[Signed], entries: Sequence[Entry], blogs: Mapping[str, Blog], file: PeopleFile
) -> list[Signed]:
    """Join handles on other blogs to the one person whose own blog explains them.

    A handle that is no more than a given name needs the same post on that person's blog; any other is taken
    to be one person's everywhere.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    titles: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.name != one.printed or blogs[one.blog].owner == one.name:
            owners[handle_key(one.printed)].add(one.name)
            titles[one.name].add(same_key(entries[one.entry].title or ""))
    same_post: set[tuple[str, str]] = set()
    for one in found:
        people = owners.get(handle_key(one.printed), set())
        if one.name == one.printed and not is_person_name(one.printed) and len(people) == 1:
            title = same_key(entries[one.entry].title or "")
            if _is_among(title, titles[next(iter(people))]):
                same_post.add((one.blog, one.printed))
    return [_joined(one, owners.get(handle_key(one.printed), set()), same_post, file) for one in found]


def _joined(one: Signed, people: set[str], same_post: set[tuple[str, str]], file: PeopleFile) -> Signed:
    """Return an unexplained handle as the one person whose handle it is, if there is just one."""
    if one.declared or one.name != one.printed or len(people) != 1:
        return one
    person = next(iter(people))
    mere_name = same_key(one.printed) in same_key(person).split() or is_account(one.printed)
    unsure = mere_name and (one.blog, one.printed) not in same_post
    if person == one.name or unsure or file.are_apart(one.printed, person):
        return one
    why = "the same post stands there" if mere_name else "no one else is called so"
    because = f"“{one.printed}” is {person} on another blog, {why}"
    return Signed(one.entry, person, one.printed, one.blog, 0.85, because, file.find(person, ""))


def _is_among(title: str, others: Iterable[str]) -> bool:
    return len(title) >= TITLE_LENGTH and any(
        len(other) >= TITLE_LENGTH and (other.startswith(title) or title.startswith(other))
        for other in others
    )


def _bring_together(
    found: Sequence[Signed], count: int, blogs: Mapping[str, Blog], file: PeopleFile
) -> Authorship:
    """Make one person of the spellings of a name, and give each an id."""
    groups = _groups(found, file)
    owners = {blog.owner: blog for blog in blogs.values() if blog.owner}
    owners_alike: dict[str, list[str]] = defaultdict(list)
    for owner in owners:
        owners_alike[short_key(owner)].append(owner)
    people: dict[str, Person] = {}
    ids: dict[str, str] = {}
    best_of: dict[str, str] = {}
    for group in sorted(groups, key=lambda g: (not _declared_id(groups[g]), same_key(g), g)):
        members = groups[group]
        declared = next((one.declared for one in members if one.declared), None)
        spellings = Counter(one.name for one in members)
        named_by_blog = owners_alike[short_key(members[0].name)]
        name = declared.name if declared else _preferred(spellings, owners)
        if not declared and len(named_by_blog) == 1 and not file.are_apart(name, named_by_blog[0]):
            name = named_by_blog[0]
        identity = declared.id if declared and declared.id else _free(person_id(name), people)
        blog = owners.get(name)
        aliases = {*spellings, *(one.printed for one in members), *(declared.aliases if declared else ())}
        people[identity] = Person(
            identity,
            name,
            file.kind_of(declared) if declared else _kind(name),
            tuple(sorted(aliases - {name})),
            (declared.url if declared else None) or (blog.url if blog else None),
        )
        ids[group] = identity
        for key in {same_key(s) for s in spellings}:
            alike = Counter({s: n for s, n in spellings.items() if same_key(s) == key})
            best_of[f"{group}\n{key}"] = _preferred(alike, owners)
    authors: list[dict[str, Author]] = [{} for _ in range(count)]
    evidence: list[list[Evidence]] = [[] for _ in range(count)]
    for one in found:
        group = _group(one, groups)
        identity = ids[group]
        # A name with or without a middle initial stays as the post prints it; accents and case are mended.
        shown = people[identity].name if one.declared else best_of[f"{group}\n{same_key(one.name)}"]
        authors[one.entry].setdefault(identity, Author(identity, shown))
        evidence[one.entry].append(Evidence(PREFIX + identity, one.weight, one.because))
    return Authorship(
        tuple(tuple(those.values()) for those in authors), people, tuple(tuple(those) for those in evidence)
    )


def _groups(found: Sequence[Signed], file: PeopleFile) -> dict[str, list[Signed]]:
    """Group the names that are one person's; the group's own name is its key."""
    plain: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.declared is None:
            plain[short_key(one.name)].add(same_key(one.name))
    groups: dict[str, list[Signed]] = defaultdict(list)
    for one in found:
        groups[_group_key(one, plain, file)].append(one)
    return groups


def _group_key(one: Signed, plain: Mapping[str, set[str]], file: PeopleFile) -> str:
    if one.declared:
        return f"declared {one.declared.id or one.declared.name}"
    if any(one.name in group for group in file.apart):
        return f"apart {one.name}"
    # Two different middle initials are two people, and then a name without any is a third.
    with_initials = [key for key in plain[short_key(one.name)] if key != short_key(one.name)]
    return short_key(one.name) if len(with_initials) < 2 else same_key(one.name)


def _group(one: Signed, groups: Mapping[str, list[Signed]]) -> str:
    candidates = (
        f"declared {one.declared.id or one.declared.name}" if one.declared else "",
        f"apart {one.name}",
        same_key(one.name),
        short_key(one.name),
    )
    return next(key for key in candidates if key and key in groups)


def _declared_id(members: Sequence[Signed]) -> bool:
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
