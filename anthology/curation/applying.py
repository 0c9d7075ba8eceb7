"""Applying decisions to described posts: a plain function over plain values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from slugify import slugify

from anthology.curation.decisions import Decision, Decisions
from anthology.errors import ConfigError, did_you_mean, nearest
from anthology.knowledge.cycles import cycle_open_on
from anthology.model import Author, Dated, Evidence, Person, Post
from anthology.vocabulary import Vocabulary


def apply(
    posts: Sequence[Post], people: Mapping[str, Person], decisions: Decisions, vocabulary: Vocabulary
) -> tuple[list[Post], dict[str, Person]]:
    """Put the editor's word in the place of what was read or guessed.

    Args:
        posts: As described, in any order; the order is kept.
        people: By id.
        decisions: On some of the posts; those on posts that are not here change nothing.
        vocabulary: Gives the cycle that was open on a corrected date.

    Returns:
        All posts, and all people with those whom a decision names for the first time.

    Raises:
        ConfigError: A decision names a cycle, topic or project that the vocabulary does not have.
    """
    names = _Names(people)
    decided = [
        _decided(post, decision, names, vocabulary) if (decision := decisions.posts.get(post.id)) else post
        for post in posts
    ]
    return decided, names.people


def warnings_about(posts: Sequence[Post], decisions: Decisions) -> tuple[str, ...]:
    """Say which decisions meet nothing, or something else than when they were made.

    Args:
        posts: As described, before `apply`.
        decisions: What editors decided.

    Returns:
        One line each, with its type in brackets.
    """
    by_id = {post.id: post for post in posts}
    warnings = []
    for decision in decisions.posts.values():
        post = by_id.get(decision.post)
        # A rejected post may be gone for good: the decision stays on guard and is no problem.
        if post is None and decision.status not in ("rejected", "taken-down"):
            hint = _by_title(decision.post, posts) or _meant(
                decision.post, by_id, "its source no longer has it"
            )
            warnings.append(
                f"{decision.where}: no post {decision.post}; {hint} [anthology.decision_unknown_post]"
            )
        kept = decision.duplicate_of
        if kept and kept not in by_id:
            hint = _meant(kept, by_id, "remove the line")
            what = f"duplicate_of names no post: {kept}; {hint}"
            warnings.append(f"{decision.where}: {what} [anthology.decision_unknown_post]")
        for key, was in decision.was.items():
            if post is not None and (now := as_said(post, key)) != was:
                what = f"{key} of {post.id} was “{was}” when this was decided, its source now says “{now}”"
                warnings.append(f"{decision.where}: {what} [anthology.decision_conflict]")
    return tuple(warnings)


def _meant(post: str, known: Iterable[str], else_: str) -> str:
    near = nearest(post, known)
    return f"did you mean “{near}”?" if near else else_


def _by_title(word: str, posts: Iterable[Post]) -> str:
    """Return what to write where a title stands in the place of an id, or nothing if it is none."""
    title = _folded(word)
    ids = [post.id for post in posts if title and _folded(post.title or "") == title]
    return f"this is a title: write {' or '.join(f'[posts.{one}]' for one in ids[:5])}" if ids else ""


def as_said(post: Post, key: str) -> str:
    """Return one line that says what a described post has under a key of decisions."""
    match key:
        case "title":
            return post.title or ""
        case "authors":
            return ", ".join(author.name for author in post.authors)
        case "date":
            return post.dated.value if post.dated else ""
        case "cycle":
            return post.cycle or ""
        case "releases" | "topics" | "projects":
            return ", ".join(getattr(post, key))
        case "series":
            return post.series.name if post.series else ""
        case "license":
            return post.license or ""
    return ""


class _Names:
    """People by any of their names; grows by those that a decision names first."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self.people = dict(people)
        self._by_name: dict[str, str] = {}
        for person in people.values():
            for name in (person.name, *person.aliases):
                # The first of two namesakes; the other is named by id.
                self._by_name.setdefault(_folded(name), person.id)

    def author(self, name: str) -> Author:
        person = self.people.get(name) or self.people.get(self._by_name.get(_folded(name), ""))
        if person is None:
            person = Person(id=self._free_id(name), name=name)
            self.people[person.id] = person
            self._by_name[_folded(name)] = person.id
        return Author(person.id, person.name)

    def _free_id(self, name: str) -> str:
        base = slugify(name, max_length=60, word_boundary=True) or "author"
        taken, number = base, 2
        while taken in self.people:
            taken, number = f"{base}-{number}", number + 1
        return taken


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def _decided(post: Post, decision: Decision, names: _Names, vocabulary: Vocabulary) -> Post:
    _known("cycle", filter(None, [decision.cycle]), vocabulary.cycles, decision)
    _known("release", decision.releases or (), vocabulary.cycles, decision)
    _known("topic", decision.topics or (), vocabulary.topics, decision)
    _known("project", decision.projects or (), vocabulary.projects, decision)
    changes: dict[str, object] = {}
    for key in ("title", "releases", "topics", "projects", "license", "status", "series", "duplicate_of"):
        if (value := getattr(decision, key)) is not None:
            changes[key] = value
    if decision.title is not None and decision.title != post.title:
        changes["source_title"] = post.title
    if decision.authors is not None:
        printed = {author.id: author for author in post.authors}
        wanted = (names.author(name) for name in decision.authors)
        changes["authors"] = tuple(
            dict.fromkeys(replace(a, affiliation=printed.get(a.id, a).affiliation) for a in wanted)
        )
    if decision.date is not None:
        changes["dated"] = Dated(decision.date, "decision", 1.0, f"decided in {decision.where}")
        changes["cycle"] = cycle_open_on(decision.date, vocabulary.cycles)
    if decision.cycle is not None:
        changes["cycle"] = decision.cycle or None
    if not changes:
        return post
    decided = replace(post, **changes)  # type: ignore[arg-type]
    return replace(decided, evidence=(*post.evidence, *_evidence(decision, decided)))


def _known(kind: str, words: Iterable[str], known: Mapping[str, object], decision: Decision) -> None:
    for word in words:
        if word not in known:
            remedy = (
                did_you_mean(word, known) or f"add it to the vocabulary or use one of: {', '.join(known)}"
            )
            raise ConfigError(f"no {kind} has the id “{word}”", decision.where, remedy)


def _evidence(decision: Decision, post: Post) -> list[Evidence]:
    """One line for each label that was decided, so that `anthology explain` shows who had the last word."""
    why = f"decided in {decision.where}" + (f": {decision.reason}" if decision.reason else "")
    labels = [key for key in ("title", "date", "license", "status") if getattr(decision, key) is not None]
    if decision.authors is not None:
        labels += [f"author:{author.id}" for author in post.authors] or ["author:none"]
    if decision.cycle is not None:
        labels.append(f"cycle:{post.cycle or 'none'}")
    for key, kind in (("releases", "release"), ("topics", "topic"), ("projects", "project")):
        if (ids := getattr(decision, key)) is not None:
            labels += [f"{kind}:{one}" for one in ids] or [f"{kind}:none"]
    if decision.series is not None:
        labels.append(f"series:{decision.series.name or 'none'}")
    if decision.duplicate_of is not None:
        labels.append(f"duplicate:{decision.duplicate_of or 'none'}")
    return [Evidence(label, 1.0, why) for label in labels]
