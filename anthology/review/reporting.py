"""Reporting what waits for an editor, and what is wrong or missing in the book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from anthology.model import Catalogue, Post
from anthology.review.finding import title_of

DOUBTFUL = 0.5
"""A date less sure than this is shown to the editor."""

_TYPE = re.compile(r"\s*\[(?P<type>anthology\.\w+)\]\s*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report.

    Attributes:
        post: Id of the post that it is about; empty where it is about none.
        text: What there is to say.
    """

    post: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of a report that one action settles.

    Attributes:
        type: Its name in settings and in JSON, such as `anthology.undated`.
        heading: For human eyes, in plural: `posts without a date`.
        remedy: The command or file that settles them.
        lines: In reading order.
        problem: Whether something must be done, so that `check` fails.
    """

    type: str
    heading: str
    remedy: str
    lines: tuple[Line, ...]
    problem: bool = True


def status(catalogue: Catalogue) -> list[Group]:
    """Return what waits for an editor, group by group; empty groups are left out."""
    shown = catalogue.shown()
    accept = "anthology accept POST, or anthology reject POST --reason …"
    groups = [
        _group("new", "new posts", accept, (p for p in shown if p.status == "new"), title_of, problem=False),
        _undated(shown),
        _unclassified(shown),
        _group(
            "doubtful",
            "doubtful posts",
            _decide("date, title or [[split]]"),
            (p for p in shown if _doubts(p)),
            _doubts,
        ),
        _group(
            "duplicate",
            "copies that were merged",
            "right as they are; else duplicate_of = false in conf/decisions.toml",
            (p for p in catalogue.posts if p.duplicate_of),
            lambda post: f"{title_of(post)}: a copy of {post.duplicate_of}",
            problem=False,
        ),
        _group(
            "rejected",
            "rejected posts",
            "anthology accept POST brings one back",
            (p for p in catalogue.posts if p.status == "rejected" and not p.duplicate_of),
            title_of,
            problem=False,
        ),
    ]
    return [group for group in groups if group.lines]


def check(catalogue: Catalogue) -> list[Group]:
    """Return what is wrong or missing in the book, group by group, with what settles it."""
    shown = catalogue.shown()
    unknown = {id_ for id_, person in catalogue.people.items() if person.kind == "account"}
    lost = (post for post in shown if post.losses)
    groups = [
        _undated(shown),
        _group("date_doubtful", "doubtful dates", _decide("date"), (p for p in shown if _unsure(p)), _date),
        _group(
            "untitled", "posts without a title", _decide("title"), (p for p in shown if not p.title), _place
        ),
        _unclassified(shown),
        _group(
            "no_author",
            "posts without an author",
            _decide("authors"),
            (p for p in shown if not p.authors),
            title_of,
        ),
        _group(
            "author_unknown",
            "posts by an account that nobody named",
            "name the person in conf/people.toml",
            (p for p in shown if any(a.id in unknown for a in p.authors)),
            lambda post: f"{', '.join(a.name for a in post.authors if a.id in unknown)}: {title_of(post)}",
            problem=False,
        ),
        _group(
            "no_license",
            "posts shown without a permission",
            "license = … of the source in conf/anthology.toml, or of the post in conf/decisions.toml",
            (p for p in shown if not (p.license or p.source.license)),
            title_of,
            problem=False,
        ),
        _group(
            "boundary_doubtful",
            "doubtful beginnings of posts",
            "[[split]] or [[join]] in conf/decisions.toml",
            (p for p in shown if _guesses(p)),
            lambda post: f"{title_of(post)}: {'; '.join(_guesses(post))}",
        ),
        _group(
            "loss",
            "posts that lost something",
            "anthology explain POST; anthology adopt POST to mend the page by hand",
            lost,
            lambda post: f"{title_of(post)}: {_counted(loss.what for loss in post.losses)}",
            problem=False,
        ),
        *_warned(catalogue.warnings),
    ]
    return [group for group in groups if group.lines]


def _undated(shown: Iterable[Post]) -> Group:
    undated = (post for post in shown if not post.dated)
    return _group("undated", "posts without a date", _decide("date"), undated, title_of)


def _unclassified(shown: Iterable[Post]) -> Group:
    unclassified = (post for post in shown if not post.topics)
    return _group("unclassified", "posts without a topic", _decide("topics"), unclassified, title_of)


def _group(
    type_: str,
    heading: str,
    remedy: str,
    posts: Iterable[Post],
    text: Callable[[Post], str],
    *,
    problem: bool = True,
) -> Group:
    return Group(f"anthology.{type_}", heading, remedy, tuple(Line(p.id, text(p)) for p in posts), problem)


_REMEDIES = {
    "anthology.duplicate_doubtful": (
        "pairs that may be copies",
        "duplicate_of in conf/decisions.toml",
        False,
    ),
    "anthology.decision_unknown_post": (
        "decisions about no post",
        "correct the id in conf/decisions.toml",
        True,
    ),
    "anthology.decision_conflict": (
        "decisions whose source changed",
        "decide again in conf/decisions.toml, or delete the word under “was”",
        True,
    ),
}


def _warned(warnings: Iterable[str]) -> Iterator[Group]:
    """Group what the stages of the build reported, by its type."""
    by_type: dict[str, list[Line]] = {}
    for warning in warnings:
        found = _TYPE.search(warning)
        type_ = found["type"] if found else "anthology.other"
        by_type.setdefault(type_, []).append(Line("", _TYPE.sub("", warning)))
    for type_, lines in sorted(by_type.items()):
        words = type_.removeprefix("anthology.").replace("_", " ")
        heading, remedy, problem = _REMEDIES.get(type_, (words, "anthology explain POST says more", False))
        yield Group(type_, heading, remedy, tuple(lines), problem)


def _decide(keys: str) -> str:
    return f"{keys} in conf/decisions.toml, under [posts.POST-ID]"


def _place(post: Post) -> str:
    return f"{post.origin}: {' '.join(post.body.myst.split())[:60]}"


def _date(post: Post) -> str:
    dated = post.dated
    return (
        f"{dated.value} ({dated.confidence:.0%} sure, {dated.because or dated.origin}): {title_of(post)}"
        if dated
        else ""
    )


def _unsure(post: Post) -> bool:
    return post.dated is not None and post.dated.confidence < DOUBTFUL


def _guesses(post: Post) -> list[str]:
    return [f"line {doubt.line}: {doubt.what}" for doubt in post.doubts if doubt.confidence < DOUBTFUL]


def _doubts(post: Post) -> str:
    """Return what is doubtful about a post, or nothing."""
    reasons = _guesses(post)
    if post.dated and _unsure(post):
        reasons.append(f"date {post.dated.value} is {post.dated.confidence:.0%} sure")
    return f"{title_of(post)}: {'; '.join(reasons)}" if reasons else ""


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in sorted(Counter(words).items()))
