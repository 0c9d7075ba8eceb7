"""Finding the post that an editor means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from anthology.errors import AnthologyError
from anthology.model import Catalogue, Post
from anthology.takedown.prints import name_print


class UnknownPost(AnthologyError):  # noqa: N818 - it is what the editor reads, not what went wrong in code
    """No post, or more than one, goes by the word that was given."""


_LEAST = 3
"""Fewer characters are a slip of the hand, not the beginning of a name."""


def find_post(catalogue: Catalogue, word: str) -> Post:
    """Return the post that an editor means.

    Args:
        catalogue: All posts.
        word: An id, docname, path of a page, address, slug or title; or the beginning of an id, slug or
            title, or words of a title, if only one post has them.  A title as it is written goes before one
            that is the same but for case, accents and signs; a word that is all signs fits only those signs.
            The title by the source is a name, too, where an editor gave the post another.

    Raises:
        UnknownPost: Nothing or several things match, naming the nearest; or the word is empty.
    """
    word = _spaced(word)
    if not word:
        raise UnknownPost("the name of a post is empty", remedy="Name one by its id, page, address or title.")
    docname = word.removeprefix("source/").removesuffix(".md").removesuffix(".html")
    beginning, name = word.casefold(), _folded(word)
    kept = [post for post in catalogue.posts if post.duplicate_of is None]
    exact: tuple[tuple[Sequence[Post], Callable[[Post], bool]], ...] = (
        (catalogue.posts, lambda post: post.id == word),
        (kept, lambda post: post.docname == docname),
        (catalogue.posts, lambda post: bool(post.url) and (post.url or "").rstrip("/") == word.rstrip("/")),
        (kept, lambda post: _spaced(post.title or "") == word),
        (kept, lambda post: post.slug == word),
        (kept, lambda post: bool(name) and _folded(post.title or "") == name),
        (kept, lambda post: _spaced(post.source_title or "") == word),
        (kept, lambda post: bool(name) and _folded(post.source_title or "") == name),
    )
    partly: tuple[tuple[bool, Callable[[Post], bool]], ...] = (
        (len(word) >= _LEAST, lambda post: _begins_id(post, word)),
        (len(word) >= _LEAST, lambda post: post.slug.startswith(word)),
        # Signs are few where words are many: one is enough to begin a title.
        (
            len(word) >= _LEAST or not name,
            lambda post: _spaced(post.title or "").casefold().startswith(beginning),
        ),
        (len(name) >= _LEAST and "://" not in word, lambda post: name in _folded(post.title or "")),
    )
    for posts, rule in (*exact, *((kept, rule) for enough, rule in partly if enough)):
        found = [post for post in posts if rule(post)]
        if found:
            return _only(word, found)
    for stone in catalogue.tombstones:
        if word == stone.post or name_print(word) in stone.prints:
            raise UnknownPost(
                f"this post was taken down: {stone.reason or 'no reason is given'}",
                stone.post,
                "Its table in conf/decisions.toml keeps it out.",
            )
    raise UnknownPost(f"no post is called “{word}”", remedy=_nearest(catalogue, word))


def title_of(post: Post) -> str:
    """Return the title, or words in its place."""
    return post.title or f"untitled, from {post.origin}"


def _begins_id(post: Post, word: str) -> bool:
    return post.id.startswith(word) or post.id.rpartition("-")[2].startswith(word)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c))))


def _only(word: str, found: list[Post]) -> Post:
    if len(found) == 1:
        return found[0]
    some = "\n  ".join(f"{post.id}  {title_of(post)}" for post in found[:5])
    more = f"\n  and {len(found) - 5} more" if len(found) > 5 else ""
    raise UnknownPost(f"“{word}” fits {len(found)} posts", remedy=f"use one of these ids:\n  {some}{more}")


def _nearest(catalogue: Catalogue, word: str) -> str:
    """Return the posts whose id, slug or title is most like the word."""
    names: dict[str, str] = {}
    for post in catalogue.posts:
        if post.duplicate_of is None:
            names |= {post.id: post.id, post.slug: post.id, _folded(post.title or "") or post.id: post.id}
    found = process.extract(
        _folded(word) or word, names.keys(), scorer=fuzz.WRatio, limit=12, score_cutoff=60
    )
    ids = list(dict.fromkeys(names[name] for name, _, _ in found))[:3]
    titles = {post.id: title_of(post) for post in catalogue.posts}
    if not ids:
        return "anthology list shows the posts"
    return "did you mean one of these?\n  " + "\n  ".join(f"{id_}  {titles[id_]}" for id_ in ids)
