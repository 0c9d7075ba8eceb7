"""All posts of a project, for the commands that look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anthology.cli.context import Context, read_jobs
from anthology.counting import counted
from anthology.model import Catalogue

if TYPE_CHECKING:
    from anthology.config import Project
    from anthology.pipeline import Corpus


def assembled(context: Context, jobs: str) -> tuple[Project, Corpus]:
    """Return the project and all its posts."""
    from anthology import pipeline

    project = context.project()
    return project, pipeline.assemble(project, context.screen, read_jobs(jobs))


def corpus_of(context: Context, jobs: str) -> tuple[Project, Corpus]:
    """Return the project and all its posts; say in one line that sources could not be read."""
    project, corpus = assembled(context, jobs)
    if corpus.problems:
        count = counted(len(corpus.problems), "problem")
        context.screen.fail(f"{count} in reading sources: see `anthology check`")
    return project, corpus


def catalogue_of(context: Context, jobs: str) -> Catalogue:
    """Return the project's posts; say in one line that sources could not be read."""
    return corpus_of(context, jobs)[1].catalogue
