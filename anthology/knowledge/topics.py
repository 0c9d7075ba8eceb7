"""What a post is about: one to three topics, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log2

from anthology.knowledge.evidence import Section, Sightings, Term
from anthology.knowledge.names import same_key
from anthology.knowledge.projects import ProjectScores, because
from anthology.model import Evidence
from anthology.vocabulary import Vocabulary

PREFIX = "topic:"

# What a mention counts by where it stands.
SECTIONS: Mapping[Section, float] = {
    "title": 4,
    "categories": 3.5,
    "headings": 1,
    "lead": 0.6,
    "prose": 1,
    "code": 0.15,
}
AMID, THINNING = 300, 0.35
"""Words of prose up to which each mention counts in full, and how fast it counts less beyond."""

FURTHER_TERMS = 0.9
"""How much each further term of the same topic counts: many faint words make no subject."""
OF_PROJECTS = 0.5
"""How much of a project's score goes to its topics."""
SECOND, THIRD = 0.35, 0.9
"""Share of the best topic's score that a second and a third one need."""
BESIDE, BESIDE_FURTHER = 4.0, 0.65
"""Score that a topic needs beside one that allows only some, and the share of it that yet another needs."""
FAINT, HABIT = 4.0, 3.0
"""Score below which a post's own words do not settle the matter, and what its blog's usual topic then
counts."""


FILED = 5.0
"""What a category is worth that is a topic by name: more than a word of the text, less than two."""


@dataclass(frozen=True, slots=True)
class TopicScores:
    """How much a post speaks of each topic, and why."""

    scores: Mapping[str, float]
    evidence: Mapping[str, tuple[Evidence, ...]]


def topic_terms(vocabulary: Vocabulary) -> Iterator[Term]:
    """Yield the terms that speak for each topic; `{release}` in one stands for the name of any release."""
    names = [cycle.name.casefold() for cycle in vocabulary.cycles.values()]
    for topic in vocabulary.topics.values():
        for terms, title_only in ((topic.terms, False), (topic.title_terms, True)):
            for text, weight in terms.items():
                for name in names if "{release}" in text else [""]:
                    term = text.replace("{release}", name)
                    yield Term(term, PREFIX + topic.id, weight, title_only=title_only)


def score_topics(
    tally: Mapping[Term, Sightings], length: int, projects: ProjectScores, vocabulary: Vocabulary
) -> TopicScores:
    """Weigh what was seen of each topic.

    Args:
        tally: The terms found in the post.
        length: Its words of prose.
        projects: Their scores; each speaks for its topics.
        vocabulary: Says which topics projects belong to.
    """
    thinned = max(1.0, length / AMID) ** THINNING
    reasons: dict[str, list[Evidence]] = {}
    for term, sighting in tally.items():
        amount = sum(
            SECTIONS[section] * count / (1 if section in ("title", "categories", "lead") else thinned)
            for section, count in sighting.counts.items()
        )
        reasons.setdefault(term.label, []).append(
            Evidence(term.label, round(term.weight * log2(1 + amount), 2), because(sighting))
        )
    scores: dict[str, float] = {}
    for label, found in reasons.items():
        found.sort(key=lambda e: (-e.weight, e.because))
        scores[label.removeprefix(PREFIX)] = sum(e.weight * FURTHER_TERMS**n for n, e in enumerate(found))
    for project, score in projects.scores.items():
        for topic, weight in vocabulary.projects[project].topics.items():
            amount = score * weight * OF_PROJECTS
            scores[topic] = scores.get(topic, 0.0) + amount
            name = vocabulary.projects[project].name
            reasons.setdefault(PREFIX + topic, []).append(
                Evidence(PREFIX + topic, round(amount, 2), f"speaks of {name}")
            )
    evidence = {
        label.removeprefix(PREFIX): tuple(sorted(found, key=lambda e: (-e.weight, e.because)))
        for label, found in reasons.items()
    }
    return TopicScores(scores, evidence)


def with_filing(found: TopicScores, categories: Iterable[str], vocabulary: Vocabulary) -> TopicScores:
    """Add what the blog itself filed a post under, where that is the very name of a topic.

    Args:
        found: From `score_topics`.
        categories: As printed.
        vocabulary: Whose topics' ids and names count.
    """
    names = {
        same_key(name): topic.id for topic in vocabulary.topics.values() for name in (topic.id, topic.name)
    }
    filed = {names[key]: category for category in categories if (key := same_key(category)) in names}
    if not filed:
        return found
    scores, evidence = dict(found.scores), dict(found.evidence)
    for topic, category in filed.items():
        scores[topic] = scores.get(topic, 0.0) + FILED
        reason = Evidence(PREFIX + topic, FILED, f"filed under “{category}”")
        evidence[topic] = (reason, *evidence.get(topic, ()))
    return TopicScores(scores, evidence)


def with_habit(found: TopicScores, usual: Mapping[str, float]) -> TopicScores:
    """Add what a post's blog is usually about, where its own words say little.

    Args:
        found: From `score_topics`.
        usual: Topics of the blog's other posts, as shares of 1.
    """
    if max(found.scores.values(), default=0.0) >= FAINT or not usual:
        return found
    scores, evidence = dict(found.scores), dict(found.evidence)
    for topic, share in usual.items():
        amount = round(HABIT * share, 2)
        scores[topic] = scores.get(topic, 0.0) + amount
        reason = Evidence(PREFIX + topic, amount, f"{share:.0%} of this blog's other posts are about it")
        evidence[topic] = (*evidence.get(topic, ()), reason)
    return TopicScores(scores, evidence)


def choose_topics(found: TopicScores, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return one to three topics, best first; none where nothing speaks for any."""
    order = {topic: n for n, topic in enumerate(vocabulary.topics)}
    ranked = sorted(
        (t for t, score in found.scores.items() if score > 0),
        key=lambda t: (-found.scores[t], order.get(t, 0)),
    )
    if not ranked:
        return ()
    first = ranked[0]
    beside = vocabulary.topics[first].beside
    if beside:
        rest = [t for t in ranked[1:] if t in beside and found.scores[t] >= BESIDE]
        return (first, *(t for t in rest[:2] if found.scores[t] >= BESIDE_FURTHER * found.scores[rest[0]]))
    best = found.scores[first]
    # A topic that keeps others away is a kind of post: it stands first or not at all.
    rest = [t for t in ranked[1:] if not vocabulary.topics[t].beside]
    chosen = [first, *(t for t in rest[:1] if found.scores[t] >= SECOND * best)]
    if len(chosen) == 2:
        chosen += [t for t in rest[1:2] if found.scores[t] >= THIRD * best]
    return tuple(chosen)
