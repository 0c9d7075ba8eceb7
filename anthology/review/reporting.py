"""Reporting what waits for an editor, and what is wrong or missing in the book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from anthology.counting import counted
from anthology.model import Catalogue, DateDoubt, Post
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

    @property
    def title(self) -> str:
        """The heading with the number of lines, one or many: `Posts without a date (1)`."""
        return f"{self.heading[:1].upper()}{self.heading[1:]} ({len(self.lines)})"


def status(
    catalogue: Catalogue, since: Iterable[Group] = (), in_chapters: Collection[str] | None = None
) -> list[Group]:
    """Return what waits for an editor, group by group, those with nothing in them too.

    Args:
        catalogue: The posts as they are now.
        since: What is different from the last build, from `changes`.
        in_chapters: Ids of the posts that chapters name; None where there are no chapters to ask.
    """
    shown = catalogue.shown()
    accept = "anthology accept POST, or anthology reject POST --reason …"
    unnamed = () if in_chapters is None else (p for p in shown if p.id not in in_chapters)
    return [
        _group("new", "new posts", accept, (p for p in shown if p.status == "new"), title_of, problem=False),
        *_since(since),
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
        _group(
            "in_no_chapter",
            "posts in no chapter",
            "name, quote or list them in source/chapters/",
            unnamed,
            title_of,
            problem=False,
        ),
    ]


def _since(changed: Iterable[Group]) -> Iterator[Group]:
    """Yield what changed and what vanished since the last build, each post once."""
    groups = {group.type.removeprefix("anthology."): group.lines for group in changed}
    lines: dict[str, list[str]] = {}
    for kind in ("moved", "relabelled", "rewritten"):
        for line in groups.get(kind, ()):
            what = "other text" if kind == "rewritten" else line.text
            lines.setdefault(line.post, []).append(what)
    changes = tuple(Line(post, "; ".join(said)) for post, said in lines.items())
    remedy = "right as they are; else conf/decisions.toml has the last word"
    yield Group("anthology.changed", "posts changed since the last build", remedy, changes, False)
    remedy = "anthology fetch, or put the source back; else the next build takes the pages away"
    gone = groups.get("vanished", ())
    yield Group("anthology.vanished", "posts vanished since the last build", remedy, gone, False)


def check(catalogue: Catalogue) -> list[Group]:
    """Return what is wrong or missing in the book, group by group, with what settles it."""
    shown = catalogue.shown()
    unknown = {id_ for id_, person in catalogue.people.items() if person.kind == "account"}
    has_cycles = any(post.cycle for post in shown)
    lost = (post for post in shown if post.losses)
    groups = [
        _undated(shown),
        *_suspicious(shown),
        _group(
            "date_doubtful",
            "doubtful dates",
            _decide("date"),
            (p for p in shown if _unsure(p) and p.dated and not p.dated.doubt),
            _date,
        ),
        _group(
            "untitled", "posts without a title", _decide("title"), (p for p in shown if not p.title), _place
        ),
        _unclassified(shown),
        _group(
            "no_cycle",
            "posts that no release cycle covers",
            "the cycles' days in the vocabulary, or date or cycle in conf/decisions.toml",
            (p for p in shown if p.dated and not p.cycle and has_cycles),
            lambda post: f"{post.dated.value if post.dated else ''}: {title_of(post)}",
            problem=False,
        ),
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
            lambda post: f"{title_of(post)}: {_summed(loss.what for loss in post.losses)}",
            problem=False,
        ),
        *_warned(catalogue.warnings),
    ]
    return [group for group in groups if group.lines]


_SUSPICIONS: Mapping[DateDoubt, tuple[str, bool]] = {
    "ambiguous": ("dates whose day and month cannot be told apart", True),
    "future": ("dates that have not come yet", True),
    "impossible": ("dates found out in the place of impossible ones", False),
    "republished": ("posts whose address is older than their date", False),
    "cluster": ("posts dated on the day their blog was rebuilt, as it seems", False),
}
"""What can be suspicious about a date: its heading, and whether something must be done."""


def _suspicious(shown: Sequence[Post]) -> Iterator[Group]:
    """Yield the dates that look wrong, by what is wrong; a decided date never does."""
    for doubt, (heading, problem) in _SUSPICIONS.items():
        posts = (post for post in shown if post.dated and post.dated.doubt == doubt)
        yield _group(f"date_{doubt}", heading, _decide("date"), posts, _date, problem=problem)


def _undated(shown: Iterable[Post]) -> Group:
    undated = (post for post in shown if not post.dated)
    return _group("undated", "posts without a date", _decide("date"), undated, _no_date)


def _no_date(post: Post) -> str:
    why = next((one.because for one in post.evidence if one.label == "date"), "")
    return f"{title_of(post)}: {why}" if why else title_of(post)


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
    "anthology.decision_misplaced": (
        "decisions on lines where they mean nothing",
        "correct file and line of [[split]] or [[join]] in conf/decisions.toml",
        True,
    ),
    "anthology.decision_conflict": (
        "decisions whose source changed",
        "decide again in conf/decisions.toml, or delete the word under “was”",
        True,
    ),
    "anthology.edit_conflict": (
        "pages edited by hand whose source changed",
        "compare conf/edits with the source, then mend the file or delete it",
        True,
    ),
    "anthology.edit_unknown_post": (
        "pages edited by hand of posts that are not there",
        "rename or delete the file in conf/edits",
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
    elif post.dated and post.dated.doubt:
        reasons.append(f"date {post.dated.value} looks wrong: {post.dated.doubt}")
    return f"{title_of(post)}: {'; '.join(reasons)}" if reasons else ""


def _summed(words: Iterable[str]) -> str:
    return ", ".join(counted(count, word) for word, count in sorted(Counter(words).items()))
