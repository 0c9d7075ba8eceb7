"""Reporting names that may mean several people."""

from __future__ import annotations

from collections import Counter, defaultdict

from anthology.counting import counted
from anthology.model import Catalogue, Person
from anthology.review.reporting import Group, Line


def ambiguous_names(catalogue: Catalogue) -> list[Group]:
    """Return the names of authors that several people have, and first names that may be any of several.

    Returns:
        No group where there is none.
    """
    posts = Counter(author.id for post in catalogue.shown() for author in post.authors)
    authors = [catalogue.people[i] for i in sorted(posts) if i in catalogue.people]
    namesakes: defaultdict[str, list[Person]] = defaultdict(list)
    first_names: defaultdict[str, list[Person]] = defaultdict(list)
    for person in authors:
        namesakes[person.name.casefold()].append(person)
        words = person.name.casefold().split()
        if len(words) > 1 and person.kind == "person":
            first_names[words[0]].append(person)
    lines = []
    for name, people in sorted(namesakes.items()):
        if len(people) > 1:
            who = ", ".join(f"{one.id} ({counted(posts[one.id], 'post')})" for one in people)
            lines.append(Line("", f"{people[0].name}: {who}"))
        others = first_names[name] if " " not in name else []
        if others and people[0].kind != "organisation":
            who = ", ".join(one.name for one in others)
            lines.append(
                Line("", f"{people[0].name} ({counted(posts[people[0].id], 'post')}): perhaps {who}")
            )
    group = Group(
        "anthology.author_ambiguous",
        "names that may mean several people",
        "[[people]] in conf/people.toml: aliases bring together, apart and channels tell apart",
        tuple(lines),
        problem=False,
    )
    return [group] if lines else []
