"""Finding the post that an editor means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rapidfuzz import fuzz, process

from anthology.model import AnthologyError, Catalogue, Post
from anthology.takedown.prints import name_print


class UnknownPost(AnthologyError):  # noqa: N818 - it is what the editor reads, not what went wrong in code
    """No post, or more than one, goes by the word that was given."""


def find_post(catalogue: Catalogue, word: str) -> Post:
    """Return the post that an editor means.

    Args:
        catalogue: All posts.
        word: An id, docname, path of a page, address, slug or title; or the beginning of an id or slug, or
            words of a title, if only one shown post has them.

    Raises:
        UnknownPost: Nothing or several things match; it names the nearest.
    """
    word = word.strip()
    docname = word.removeprefix("source/").removesuffix(".md").removesuffix(".html")
    name = _folded(word)
    exact: tuple[Callable[[Post], bool], ...] = (
        lambda post: post.id == word,
        lambda post: post.docname == docname and post.duplicate_of is None,
        lambda post: bool(post.url) and (post.url or "").rstrip("/") == word.rstrip("/"),
        lambda post: post.slug == word and post.duplicate_of is None,
        lambda post: _folded(post.title or "") == name and post.duplicate_of is None,
    )
    for rule in exact:
        found = [post for post in catalogue.posts if rule(post)]
        if found:
            return _only(word, found)
    if len(word) >= 3:
        partly: tuple[Callable[[Post], bool], ...] = (
            lambda post: post.id.startswith(word) or post.id.rpartition("-")[2].startswith(word),
            lambda post: post.slug.startswith(word),
            lambda post: name in _folded(post.title or ""),
        )
        for rule in partly:
            found = [post for post in catalogue.posts if post.duplicate_of is None and rule(post)]
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
            names |= {post.id: post.id, post.slug: post.id, _folded(post.title or post.id): post.id}
    found = process.extract(
        _folded(word) or word, names.keys(), scorer=fuzz.WRatio, limit=12, score_cutoff=60
    )
    ids = list(dict.fromkeys(names[name] for name, _, _ in found))[:3]
    titles = {post.id: title_of(post) for post in catalogue.posts}
    if not ids:
        return "anthology list shows the posts"
    return "did you mean one of these?\n  " + "\n  ".join(f"{id_}  {titles[id_]}" for id_ in ids)
