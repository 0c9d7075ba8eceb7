"""Which projects a post is about: more than a mention, said by title, frequency and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from anthology.knowledge.evidence import Section, Sightings, Term, words
from anthology.model import Evidence
from anthology.vocabulary import Project, Topic, Vocabulary

PREFIX = "project:"

# What a mention counts by where it stands.  Code is full of names that the post is not about.
SECTIONS: Mapping[Section, float] = {
    "title": 10,
    "categories": 3,
    "headings": 1.5,
    "lead": 0.6,
    "prose": 1,
    "code": 0.2,
}
AMID = 300
"""Words of prose up to which each mention counts in full; in longer posts mentions are expected."""

NAME, LOWER_CASE_NAME, DELIVERABLE = 2.0, 0.5, 1.5
FURTHER_TERMS = 0.6
"""How much each further term of the same project counts, compared to the one before."""

LINK = 0.3
"""What a link to a project's page counts, as a mention in prose counts 1."""

ABOUT = 3.4
"""Score from which a post is about a project."""
ABOUT_ITS_TOPIC = 1.1
"""The same for the project that makes just what the post's first topic is."""
ITS_OWN = 2
"""Weight of a topic from which a project is one of that topic's own."""
IN_A_ROW = 3
"""Projects of other topics, named as often, that make a list of names which says nothing."""
NAMED = 2.6
"""Score of a project that a short post names once, which is enough where it is of the post's first topic."""
BESIDE_THE_BEST = 0.6
"""Share of the best project's score that another needs."""
OUT_OF_CONTEXT = 0.25
"""What a common word counts where nothing else speaks of the community's things."""
MOST = 4


@dataclass(frozen=True, slots=True)
class ProjectScores:
    """How much a post speaks of each project, and why.

    `named` are those that it calls by name; `in_context` says whether it speaks of the community's things.
    """

    scores: Mapping[str, float]
    evidence: Mapping[str, tuple[Evidence, ...]]
    named: frozenset[str] = frozenset()
    in_context: bool = False


NO_PROJECTS = ProjectScores({}, {})
"""Where no project was looked for."""


def project_terms(vocabulary: Vocabulary) -> Iterator[Term]:
    """Yield the terms that speak for each project: names, earlier names, deliverables, declared terms."""
    for project in vocabulary.projects.values():
        label = PREFIX + project.id
        for text, weight in _names(project).items():
            yield Term(text, label, weight, ambiguous=project.ordinary and len(words(text)) == 1)


def _names(project: Project) -> dict[str, float]:
    """Return terms and weights; what the vocabulary declares replaces what follows from the names."""
    found: dict[str, float] = {}
    for name in (project.name, *project.formerly):
        if project.ordinary:
            found[name] = NAME
            found.setdefault(name.lower(), LOWER_CASE_NAME)
        else:
            found[name.lower()] = NAME
    for deliverable in project.deliverables:
        found.setdefault(deliverable.lower(), DELIVERABLE)
    return found | dict(project.terms)


def repositories(vocabulary: Vocabulary) -> dict[str, str]:
    """Return what stands in addresses of a project's pages and repositories, to the project's id."""
    found: dict[str, str] = {}
    for project in vocabulary.projects.values():
        for name in (project.id, *project.deliverables, *project.formerly):
            found.setdefault(name.casefold(), project.id)
    return found


def linked_projects(links: Iterable[str], known: Mapping[str, str]) -> Counter[str]:
    """Count the links that have a project's name as a part of their path, each address once.

    Args:
        links: Addresses.
        known: From `repositories`.
    """
    counts: Counter[str] = Counter()
    for link in dict.fromkeys(links):
        path = link.partition("://")[2].casefold().split("?")[0].split("#")[0]
        for part in path.split("/")[1:5]:
            if project := known.get(part.removesuffix(".git")):
                counts[project] += 1
                break
    return counts


def score_projects(
    tally: Mapping[Term, Sightings],
    length: int,
    vocabulary: Vocabulary,
    *,
    in_context: bool,
    subjects: Collection[str] = (),
    links: Mapping[str, int] | None = None,
) -> ProjectScores:
    """Weigh what was seen of each project.

    Args:
        tally: The terms found in the post.
        length: Its words of prose.
        vocabulary: For the projects' names.
        links: How many links go to each project's pages.
        in_context: Whether the text speaks of the community's things, so that common words can be names.
        subjects: Topics that its other words speak of; the names of their projects count in full, too.
    """
    at_home = {p.id for p in vocabulary.projects.values() if not p.topics.keys().isdisjoint(subjects)}
    thinned = max(1.0, length / AMID) ** 0.5
    reasons: dict[str, list[Evidence]] = {}
    pooled: dict[str, float] = {}
    named: set[str] = set()
    for term, sighting in tally.items():
        if term.weight <= 0:
            continue
        amount = sum(
            SECTIONS[section] * count / (1 if section in ("title", "categories") else thinned)
            for section, count in sighting.counts.items()
        )
        known = not term.ambiguous or in_context or term.label.removeprefix(PREFIX) in at_home
        factor = 1 if known else OUT_OF_CONTEXT
        weight = term.weight * log2(1 + amount) * factor
        pooled[term.label] = pooled.get(term.label, 0.0) + amount * term.weight / NAME * factor
        reasons.setdefault(term.label, []).append(Evidence(term.label, round(weight, 2), because(sighting)))
        project = vocabulary.projects[term.label.removeprefix(PREFIX)]
        if term.text.casefold() in {name.casefold() for name in (project.name, *project.formerly)}:
            named.add(project.id)
    for linked, count in (links or {}).items():
        label = PREFIX + linked
        weight = round(NAME * log2(1 + LINK * count), 2)
        reasons.setdefault(label, []).append(Evidence(label, weight, f"{count} × linked to"))
        pooled[label] = pooled.get(label, 0.0) + LINK * count
    scores, evidence = {}, {}
    for label, found in reasons.items():
        found.sort(key=lambda e: (-e.weight, e.because))
        of = label.removeprefix(PREFIX)
        scores[of] = NAME * log2(1 + pooled[label])
        evidence[of] = tuple(found)
    return ProjectScores(scores, evidence, frozenset(named), in_context)


def choose_projects(found: ProjectScores, first_topic: str | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the projects a post is about, best first; none for a digest.

    Args:
        found: From `score_projects`.
        first_topic: The post's first topic.
        vocabulary: Says which topics projects belong to.
    """
    topic = vocabulary.topics.get(first_topic or "")
    if (topic and not topic.about_projects) or not found.scores:
        return ()
    ranked = sorted(found.scores, key=lambda p: (-found.scores[p], p))
    best = found.scores[ranked[0]]
    about = ABOUT * (topic.project_factor if topic else 1.0)
    chosen = [p for p in ranked if found.scores[p] >= max(about, BESIDE_THE_BEST * best)]
    if not chosen and topic:
        chosen = _of_the_topic(found, topic, ranked, vocabulary)
    return tuple(chosen[:MOST])


def _of_the_topic(
    found: ProjectScores, topic: Topic, ranked: Sequence[str], vocabulary: Vocabulary
) -> list[str]:
    """Return the projects of a post's first topic that a short one names once, where none stands out."""
    known = found.in_context or topic.project in found.named
    if known and found.scores.get(topic.project, 0.0) >= ABOUT_ITS_TOPIC:
        return [topic.project]
    its = [
        p for p in ranked if p in found.named and vocabulary.projects[p].topics.get(topic.id, 0) >= ITS_OWN
    ]
    best = found.scores[its[0]] if its else 0.0
    if sum(found.scores[p] >= best for p in ranked if p not in its) >= IN_A_ROW:
        return []
    return [p for p in its if found.scores[p] >= max(NAMED, BESIDE_THE_BEST * best)]


def because(sighting: Sightings) -> str:
    """Return one line that says what was seen where: `“live migration” in title, 4 × in prose`."""
    counts = dict(sighting.counts)
    counts.pop("lead", None)
    places = ", ".join(
        f"in {section}" if section == "title" or count == 1 else f"{count} × in {section}"
        for section, count in counts.items()
    )
    return f"“{sighting.quote}” {places}"
