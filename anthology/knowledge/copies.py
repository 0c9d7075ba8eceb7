"""Making one post of several copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from anthology.model import Evidence, Post


@dataclass(frozen=True, slots=True)
class Copies:
    """Which posts are copies.

    Attributes:
        kept: Id of the copy that is kept, by id of each other copy.
        because: Why, by id of each copy that is not kept.
        doubts: Pairs of ids that are alike, but not enough.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[tuple[str, str, float], ...] = ()


def preference(post: Post) -> tuple[bool, bool, bool, str, str]:
    """Order among equally good copies: a permalink, no text dump, the earliest date, the smallest id."""
    dated = post.dated
    dump = post.origin.first_line is not None
    return post.url is None, dump, dated is None, dated.value if dated else "", post.id


def merged(posts: Sequence[Post], copies: Copies) -> tuple[list[Post], dict[str, tuple[str, ...]]]:
    """Mark the copies and give each kept post what only its copies know.

    A rejection counts for all copies of a post, but for those that were accepted by name: what was taken
    down must not come back by another route.

    Returns:
        All posts in the same order, and ids of the copies by the id of the kept post.
    """
    by_id = {post.id: post for post in posts}
    groups: dict[str, list[Post]] = {}
    for copy, kept in copies.kept.items():
        groups.setdefault(kept, []).append(by_id[copy])
    done: dict[str, Post] = {}
    for kept, others in groups.items():
        others.sort(key=preference)
        whole = replace(_completed(by_id[kept], others), duplicate_of=None)
        rejected = any(post.status == "rejected" for post in (whole, *others))
        marked = [
            replace(
                post,
                duplicate_of=kept,
                docname=whole.docname,
                evidence=(*post.evidence, Evidence(f"duplicate:{kept}", 1.0, copies.because[post.id])),
            )
            for post in others
        ]
        for post in (whole, *marked):
            out = rejected and post.status == "new"
            done[post.id] = replace(post, status="rejected") if out else post
    plain = (post if post.duplicate_of is None else replace(post, duplicate_of=None) for post in posts)
    also_at = {kept: tuple(post.id for post in others) for kept, others in sorted(groups.items())}
    return [done.get(post.id, post) for post in plain], also_at


def _completed(post: Post, others: Sequence[Post]) -> Post:
    """Give a kept post what it lacks itself, and say where it comes from."""
    found: dict[str, object] = {}
    evidence = list(post.evidence)
    for other in others:
        for key in ("title", "authors", "url", "license", "language"):
            if not getattr(post, key) and key not in found and getattr(other, key):
                found[key] = getattr(other, key)
                evidence.append(Evidence(key, 1.0, f"from its copy {other.id}"))
        if other.dated and _surer(other, post) and "dated" not in found:
            found |= {"dated": other.dated, "cycle": other.cycle}
            evidence.append(Evidence("date", other.dated.confidence, f"from its copy {other.id}"))
    return replace(post, **found, evidence=tuple(evidence)) if found else post  # type: ignore[arg-type]


def _surer(other: Post, post: Post) -> bool:
    """Whether a copy's date was given by its source while the post's own was guessed."""
    return other.dated is not None and (
        post.dated is None or (post.dated.confidence < 0.9 <= other.dated.confidence)
    )
