"""Whose blog a channel is: one that bears a person's name explains its handles and its unsigned posts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from anthology.knowledge.bylines import Name
from anthology.knowledge.names import handle_fits, is_account, is_person_name, same_key, short_key
from anthology.model import Entry

_OF = re.compile(
    r"^(?:the )?(?:blog|weblog|web log|site|homepage|posts|articles|thoughts|notes|ramblings|musings)\s+"
    r"(?:of|by|from)\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(?P<name>.+?)(?:['’]s?)\s+\S.*$")
_BLOG_WORD = re.compile(r"\s+(?:blog|weblog|on openstack|online|dot com)$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[-–—|»«:·/]+\s+|\s*[|»«·]\s*|:\s+")


@dataclass(frozen=True, slots=True)
class Blog:
    """A channel and whose it is.

    Attributes:
        key: The name without accents and case.
        name: As printed.
        url: Its address, if known.
        owner: The person whose name it bears, or None for a team's, a company's or an unnamed one.
        handles: Bylines on it that are not full names and mean its owner.
    """

    key: str
    name: str
    url: str | None = None
    owner: str | None = None
    handles: frozenset[str] = frozenset()


def person_named_by(channel: str) -> str | None:
    """Return the person whose name a channel bears: `Ann Other's blog`, `Ann Other » OpenStack`."""
    channel = " ".join(re.sub(r"\([^()]*\)", " ", channel).split())
    if found := _OF.match(channel):
        channel = found["name"]
    for part in (channel, *_BETWEEN.split(channel)):
        possessive = _POSSESSIVE.match(part)
        for name in (part, possessive["name"] if possessive else "", _BLOG_WORD.sub("", part)):
            if is_person_name(name):
                return name
    return None


def owned_blogs(entries: Sequence[Entry], names: Sequence[Sequence[Name]]) -> dict[str, Blog]:
    """Find out for each channel whose it is.

    Args:
        entries: All entries.
        names: The cleaned bylines of each.
    """
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    spelled: dict[str, tuple[str, str | None]] = {}
    for entry, those in zip(entries, names, strict=True):
        channel = entry.channel.name if entry.channel else entry.source.name
        key = same_key(channel)
        url = entry.channel.url if entry.channel else entry.source.url
        if key not in spelled or (spelled[key][1] is None and url):
            spelled[key] = (channel, url)
        printed[key].update(name.text for name in those)
    # One blog can have two names: a planet calls it by its author, its own feed by its title.
    owners = {_site(url): owner for name, url in spelled.values() if url and (owner := person_named_by(name))}
    blogs = {}
    for key, (name, url) in spelled.items():
        owner = person_named_by(name) or (owners.get(_site(url)) if url else None)
        blogs[key] = _blog(key, name, url, owner, printed[key])
    return blogs


def _site(url: str) -> str:
    """Return an address without what differs between two spellings of it."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/").casefold()


def _blog(key: str, name: str, url: str | None, owner: str | None, printed: Counter[str]) -> Blog:
    if owner is None:
        return Blog(key, name, url)
    full = {n: count for n, count in printed.items() if is_person_name(n)}
    others = {n: count for n, count in full.items() if short_key(n) != short_key(owner)}
    # A blog on which several other people write more than its name is no one's own.
    if len(others) > 1 and sum(others.values()) > sum(printed.values()) / 2:
        return Blog(key, name, url)
    handles = {n for n in printed if not is_person_name(n) and same_key(n) != same_key(owner)}
    fitting = {n for n in handles if handle_fits(n, owner) or is_account(n)}
    # A nickname tells nothing by itself; the only one on a person's own blog is that person's.
    strange = handles - fitting
    if len(strange) == 1 and not any(handle_fits(n, owner) for n in fitting):
        fitting |= strange
    return Blog(key, name, url, owner, frozenset(fitting))
