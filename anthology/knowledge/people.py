"""Who wrote a post: names cleaned, handles explained, spellings of one person brought together.

A handle is joined to a full name only on evidence: it stands on a blog that bears that person's name, or on
a post that stands there too.  Every join is undone by a line in `conf/people.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from anthology.knowledge.affiliations import employer
from anthology.knowledge.bylines import Name, clean_bylines
from anthology.knowledge.channels import Blog, owned_blogs
from anthology.knowledge.names import (
    is_account,
    is_person_name,
    same_key,
)
from anthology.knowledge.people_file import PeopleFile, handle_key
from anthology.knowledge.persons import Authorship, Signed, bring_together, person_id
from anthology.knowledge.signatures import signed
from anthology.model import Body, Entry

__all__ = ["Authorship", "find_authors", "person_id"]

TITLE_LENGTH = 12
"""Letters that two titles must share from the start to be the same post's."""


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
    return bring_together(found, len(entries), blogs, file)


def _explain(number: int, name: Name, blog: Blog, file: PeopleFile) -> Signed:
    """Say who a printed name means on its blog."""
    printed = name.text
    works_for = employer(name)
    declared = file.find(printed, blog.name)
    if declared:
        because = f"“{printed}”, by people.toml"
        return Signed(number, declared.name, printed, blog.key, 1.0, because, declared, works_for)
    owner = blog.owner
    if owner and printed in blog.handles and not file.are_apart(printed, owner):
        because = f"“{printed}” on the blog “{blog.name}”"
        declared = file.find(owner, blog.name)
        return Signed(number, owner, printed, blog.key, 0.95, because, declared, works_for)
    spelled = owner if owner and same_key(printed) == same_key(owner) else printed
    because = f"byline “{printed}”" + (f", {name.affiliation}" if name.affiliation else "")
    return Signed(number, spelled, printed, blog.key, 1.0, because, None, works_for)


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
    return replace(one, name=person, weight=0.85, because=because, declared=file.find(person, ""))


def _is_among(title: str, others: Iterable[str]) -> bool:
    return len(title) >= TITLE_LENGTH and any(
        len(other) >= TITLE_LENGTH and (other.startswith(title) or title.startswith(other))
        for other in others
    )
