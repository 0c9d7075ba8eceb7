"""Where authors worked when they wrote a post: as its byline says, or as `people.toml` says for its date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from anthology.knowledge.bylines import Name, is_role
from anthology.knowledge.names import handle_fits, is_no_affiliation, is_organisation, plain_letters, same_key
from anthology.model import Affiliation, Author, Evidence, Person, Post

PREFIX = "affiliation:"

LENGTH = 60
"""Letters of the longest name of an employer; what is longer tells a life."""

_PARTS = re.compile(r"\s*[,;|]\s*")
_OFFICE = re.compile(r"^.*?(?:\s(?:@|at|for|with)\s+|$)", re.IGNORECASE)
_OFFICE_OF = re.compile(r"^(?:co-?)?(?:founder|c[a-z]o|president|chairman) (?:of|@) ", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:@\s*|(?:at|of|from|with|for)\s+)", re.IGNORECASE)
_ADDRESS = re.compile(r"://|^www\.|[@/\\]|\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d")


def employer(name: Name) -> str:
    """Return the employer that a byline names beside an author, without job titles, or nothing.

    A note that is another form of the name (`Ann Other (aother)`, `Zhang San (张三)`), a date, an address or
    a remark is none.
    """
    for piece in _PARTS.split(_OFFICE_OF.sub("", name.affiliation)):
        named = _OFFICE.sub("", piece) if is_role(piece) else piece
        part = _BEFORE.sub("", named).strip(" ,;:-–—")
        if _is_employer(part, name.text):
            return part
    return ""


def _is_employer(part: str, name: str) -> bool:
    letters = plain_letters(part)
    if not 2 <= len(part) <= LENGTH or not any(c.isalpha() for c in part) or _ADDRESS.search(part):
        return False
    if is_organisation(part) and not is_no_affiliation(part):
        return not is_role(part)
    if is_role(part) or is_role(part.rsplit(maxsplit=1)[-1]) or is_no_affiliation(part):
        return False
    if name.isascii() and not letters.isascii():
        return False
    # A handle, initials or a given name stand for the author.
    ownname = set(same_key(part).split()) <= set(same_key(name).split())
    if ownname or (" " not in part and handle_fits(part, name)):
        return False
    return not letters.isascii() or any(c.isupper() for c in part)


def affiliated(posts: Sequence[Post], people: Mapping[str, Person]) -> list[Post]:
    """Give the authors of each post the employer that `people.toml` declares for its date.

    What the file says for a date goes before what a byline says; without a word for the date the byline's
    stays.

    Args:
        posts: With an editor's decisions applied, as their dates count.
        people: By id.
    """
    return [_affiliated(post, people) for post in posts]


def _affiliated(post: Post, people: Mapping[str, Person]) -> Post:
    date = post.dated.value if post.dated else None
    authors: list[Author] = []
    evidence: list[Evidence] = []
    for author in post.authors:
        person = people.get(author.id)
        declared = next((a for a in person.affiliations if covers(a, date)), None) if person else None
        if declared:
            authors.append(replace(author, affiliation=declared.name))
            because = f"{declared.name}{span_of(declared)}, by people.toml"
            evidence.append(Evidence(PREFIX + author.id, 1.0, because))
        else:
            authors.append(author)
    if not evidence:
        return post
    said = {one.label for one in evidence}
    kept = tuple(one for one in post.evidence if one.label not in said)
    return replace(post, authors=tuple(authors), evidence=(*kept, *evidence))


def covers(affiliation: Affiliation, date: str | None) -> bool:
    """Tell whether an affiliation holds on a date; both as precise as they are known.

    Args:
        affiliation: Without any bound it always holds.
        date: ISO, or None for a post without a date.
    """
    since, until = affiliation.since, affiliation.until
    if not date:
        return not since and not until
    return date[: len(since)] >= since[: len(date)] and date[: len(until)] <= until[: len(date)]


def span_of(affiliation: Affiliation) -> str:
    """Return the bounds of an affiliation as words that follow its name."""
    since = f" since {affiliation.since}" if affiliation.since else ""
    return since + (f" until {affiliation.until}" if affiliation.until else "")
