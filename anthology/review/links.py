"""Reporting the links that lead nowhere any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anthology.linkcheck.verdicts import Verdict
from anthology.review.reporting import Group, Line


def dead_links(
    places: Mapping[str, Sequence[str]], verdicts: Mapping[str, Verdict], patience: int
) -> list[Group]:
    """Return the dead links of posts and of chapters, and those that moved for good; no empty groups.

    Args:
        places: By link: ids of the posts and paths of the chapters (below `source/`) that hold it.
        verdicts: What is known of links.
        patience: Days on which a host must be found unreachable.
    """
    in_posts: list[Line] = []
    in_chapters: list[Line] = []
    moved: list[Line] = []
    for link, holders in places.items():
        verdict = verdicts.get(link)
        if verdict is None:
            continue
        for place in holders:
            is_chapter = place.endswith(".md")
            name = f"source/{place}: {link}" if is_chapter else link
            line = Line("" if is_chapter else place, f"{name}: {_said(verdict)}")
            if verdict.is_dead(patience):
                (in_chapters if is_chapter else in_posts).append(line)
            elif is_chapter and verdict.moved_to:
                moved.append(line)
    groups = [
        Group(
            "anthology.link_dead",
            "dead links in posts",
            "nothing, since pages name an archived copy beside them; where it has none, anthology adopt POST",
            tuple(in_posts),
            problem=False,
        ),
        Group(
            "anthology.link_dead_chapter",
            "dead links in chapters",
            "mend them in the chapters; until then pages name an archived copy beside them",
            tuple(in_chapters),
            problem=False,
        ),
        Group(
            "anthology.link_moved",
            "links in chapters to pages that moved for good",
            "mend them in the chapters",
            tuple(moved),
            problem=False,
        ),
    ]
    return [group for group in groups if group.lines]


def _said(verdict: Verdict) -> str:
    if verdict.moved_to:
        return f"now at {verdict.moved_to}"
    if verdict.state == "gone":
        return f"gone ({verdict.status}), found so on {verdict.checked}"
    return f"{verdict.why}, on {verdict.days} days since {verdict.since}"
