"""What one post is about: topics, projects, releases, with the evidence for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.evidence import Section
from anthology.knowledge.projects import (
    DELIVERABLE,
    NO_PROJECTS,
    ProjectScores,
    choose_projects,
    linked_projects,
    score_projects,
)
from anthology.knowledge.reading import Reading, read_body
from anthology.knowledge.releases import find_releases
from anthology.knowledge.topics import (
    FAINT,
    TopicScores,
    choose_topics,
    score_topics,
    with_filing,
    with_habit,
)
from anthology.model import Body, Entry, Evidence
from anthology.vocabulary import Cycle, Project, Topic

REASONS = 6
"""How many reasons are kept for each label; the strongest say enough."""
RUNNERS_UP = 2
"""How many labels that were not chosen keep their strongest reason, to show what was close."""
_APART = " 0 "
"""Between categories: a word, so that no term is read across two of them (`OpenStack`, `Puppet`)."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What was found in a post, before anything is chosen.

    Attributes:
        topics: How much it speaks of each topic.
        projects: How much of each project.
        releases: The releases it names.
        release_evidence: Where it names them.
    """

    topics: TopicScores
    projects: ProjectScores
    releases: tuple[str, ...]
    release_evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What was chosen; see `Post` for the fields."""

    topics: tuple[str, ...]
    projects: tuple[str, ...]
    releases: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def score_labels(entry: Entry, body: Body, written: str | None, base: KnowledgeBase) -> Scores:
    """Weigh all that one post says.

    Args:
        entry: For title and categories.
        body: For the text.
        written: The post's date, ISO, if known.
        base: The vocabulary, prepared.
    """
    reading = read_body(entry.title, body.myst)
    sections: Mapping[Section, str] = {
        "title": reading.title,
        "lead": reading.lead,
        "prose": reading.prose,
        "headings": reading.headings,
        "code": reading.code,
        "categories": _APART.join(entry.categories),
    }
    tally = base.project_terms.tally(sections)
    in_context = _speaks_of_community(reading, entry, base) or any(
        term.weight >= DELIVERABLE and not term.ambiguous for term in tally
    )
    topic_tally = base.topic_terms.tally(sections)
    by_words = score_topics(topic_tally, reading.length, NO_PROJECTS, base.vocabulary)
    subjects = {topic for topic, score in by_words.scores.items() if score >= FAINT}
    projects = score_projects(
        tally,
        reading.length,
        base.vocabulary,
        in_context=in_context,
        subjects=subjects,
        links=linked_projects(body.links, base.repositories),
    )
    topics = score_topics(topic_tally, reading.length, projects, base.vocabulary)
    topics = with_filing(topics, entry.categories, base.vocabulary)
    texts = (reading.title, reading.headings, reading.prose)
    at_home = any(
        not base.vocabulary.projects[project].topics.keys().isdisjoint(subjects) for project in projects.named
    )
    releases, evidence = find_releases(texts, base.release_names, written, in_context=in_context or at_home)
    return Scores(topics, projects, releases, evidence)


def usual_topics(
    channels: Sequence[str], scores: Sequence[Scores], base: KnowledgeBase
) -> dict[str, Counter[str]]:
    """Count the first topics of each channel's posts that speak clearly."""
    usual: dict[str, Counter[str]] = {}
    for channel, score in zip(channels, scores, strict=True):
        if max(score.topics.scores.values(), default=0.0) >= FAINT:
            usual.setdefault(channel, Counter())[choose_topics(score.topics, base.vocabulary)[0]] += 1
    return usual


def choose_labels(entry: Entry, scores: Scores, usual: Mapping[str, int], base: KnowledgeBase) -> Labels:
    """Choose a post's labels; what its front matter says goes before what was found.

    Args:
        entry: For front matter.
        scores: From `score_labels`.
        usual: First topics of the blog's other posts, with how often.
        base: The vocabulary.
    """
    vocabulary = base.vocabulary
    total = sum(usual.values())
    found = with_habit(scores.topics, {topic: n / total for topic, n in usual.items()} if total else {})
    topics = _declared(entry, "topics", vocabulary.topics) or choose_topics(found, vocabulary)
    first = topics[0] if topics else None
    projects = _declared(entry, "projects", vocabulary.projects) or choose_projects(
        scores.projects, first, vocabulary
    )
    releases = _declared(entry, "releases", vocabulary.cycles) or scores.releases
    evidence = [
        Evidence(f"{kind}:{label}", 1.0, "front matter")
        for kind, key in (("topic", "topics"), ("project", "projects"), ("release", "releases"))
        for label in entry.labels.get(key, ())
    ]
    evidence += _reasons(topics, found.scores, found.evidence)
    evidence += _reasons(projects, scores.projects.scores, scores.projects.evidence)
    evidence += [e for e in scores.release_evidence if e.label.partition(":")[2] in releases]
    return Labels(topics, projects, releases, tuple(evidence))


def _reasons(
    chosen: Sequence[str], scores: Mapping[str, float], evidence: Mapping[str, Sequence[Evidence]]
) -> list[Evidence]:
    """Return the strongest reasons for what was chosen, and one for each of what came close."""
    ranked = sorted(scores, key=lambda label: (-scores[label], label))
    close = [label for label in ranked if label not in chosen][:RUNNERS_UP]
    reasons = [reason for label in chosen for reason in evidence.get(label, ())[:REASONS]]
    return reasons + [reason for label in close for reason in evidence.get(label, ())[:1]]


def _speaks_of_community(reading: Reading, entry: Entry, base: KnowledgeBase) -> bool:
    names = base.vocabulary.mentions.community[:1]
    channel = entry.channel.name if entry.channel else ""
    text = "\n".join((reading.title, reading.prose, channel, *entry.categories))
    return not names or names[0].casefold() in text.casefold()


def _declared(
    entry: Entry, key: str, known: Mapping[str, Topic] | Mapping[str, Project] | Mapping[str, Cycle]
) -> tuple[str, ...]:
    """Return the labels that front matter names, by id or name, as far as the vocabulary has them."""
    by_name = {thing.name.casefold(): thing.id for thing in known.values()}
    ids = (text if text in known else by_name.get(text.casefold()) for text in entry.labels.get(key, ()))
    return tuple(dict.fromkeys(i for i in ids if i))
