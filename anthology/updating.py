"""All of a build but publishing: what `anthology build` and the preview do alike."""

from __future__ import annotations

from dataclasses import dataclass

from anthology import pages, pipeline
from anthology.config import Project
from anthology.curation import Decisions
from anthology.progress import Progress
from anthology.removal.purge import enforce
from anthology.report import write_changes
from anthology.takedown import Tombstones


@dataclass(frozen=True, slots=True)
class Update:
    """What became of the pages.

    Attributes:
        corpus: Everything known about the posts.
        written: What was written and what was left alone.
        changes: How many lines the report of changes has, if pages changed.
    """

    corpus: pipeline.Corpus
    written: pages.WriteReport
    changes: int


def update(project: Project, progress: Progress, jobs: int = 1, scheduler: str = "") -> Update:
    """Read the sources and bring the pages below `source/` up to date.

    Args:
        project: The project; its lock is held.
        progress: Told of the stages.
        jobs: How many processes may work side by side.
        scheduler: Address of a cluster that does so instead.

    Raises:
        ConfigError: If settings, vocabularies or decisions are wrong.
    """
    if enforce(project, Tombstones(Decisions.load(project.conf / "decisions.toml").tombstones)):
        progress.note("posts were taken down: everything is made anew")
    corpus = pipeline.assemble(project, progress, jobs, scheduler)
    written = pipeline.write_pages(project, corpus, progress, jobs, scheduler)
    changed = written.written or written.removed
    return Update(corpus, written, write_changes(project, corpus.catalogue) if changed else 0)
