"""All that a project declares: feeds, lists of feeds, several hosts at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.config import Project
from anthology.errors import ConfigError, SourceError
from anthology.fetching.client import Client
from anthology.fetching.feeds import Outcome, fetch_feed
from anthology.fetching.hosts import each_host
from anthology.fetching.job import Job
from anthology.model import Source
from anthology.sources import SURE, opml
from anthology.sources.files import find, head_of
from anthology.sources.kept import LIST, ListArchive, folder_of
from anthology.takedown import NONE, Tombstones

FEEDS_LIMIT = 5_000
"""Feeds that one list may name."""


def client_for(project: Project) -> Client:
    """Return the client that a project's settings ask for."""
    return Client(project.settings.fetch, robots_file=project.build_dir / "cache" / "robots.json")


def jobs_of(
    project: Project, wanted: Sequence[str] = (), tombstones: Tombstones = NONE
) -> tuple[list[Job], list[SourceError]]:
    """List the feeds that a project's sources name.

    Args:
        project: The project.
        wanted: Ids of sources; all of them if none is named.
        tombstones: Of posts that are never kept again.

    Returns:
        The jobs, and what was wrong with lists of feeds.

    Raises:
        ConfigError: If a wanted source does not exist or has nothing to fetch.
    """
    chosen = project.sources_called(wanted)
    jobs: list[Job] = []
    problems: list[SourceError] = []
    for source in chosen or project.sources:
        folder = folder_of(source, project.folder)
        if source.url:
            jobs.append(Job(source, source.url, source.id, folder, tombstones))
            continue
        try:
            lists = [path for path in find(source, project.folder)[0] if _is_list(source, path)]
            for path in lists:
                jobs += members(source, path, folder, tombstones)
        except SourceError as error:
            problems.append(error)
            continue
        if chosen and not lists:
            raise ConfigError(
                f"source {source.id} is read from {source.path}, so there is nothing to fetch",
                "",
                "Give it a url instead of a path, or name another source.",
            )
    return list({(job.source.id, job.url): job for job in jobs}.values()), problems


def members(source: Source, path: Path, folder: Path, tombstones: Tombstones) -> list[Job]:
    """Return the feeds of a list that have an address.

    Raises:
        SourceError: If the list cannot be read or names too many.
    """
    remote = [outline for outline in opml.outlines(path) if "://" in outline.feed]
    if len(remote) > FEEDS_LIMIT:
        raise SourceError(f"names {len(remote)} feeds; at most {FEEDS_LIMIT} are fetched", path.as_posix())
    kept = ListArchive(folder)
    return [
        Job(source, one.feed, f"{source.id}: {one.title}", kept.folder_of(one.feed, one.title), tombstones)
        for one in remote
    ]


def fetch_all(client: Client, jobs: Iterable[Job], pages: int = 1) -> Iterator[Outcome]:
    """Fetch feeds, several hosts at a time and each host's one after the other.

    Args:
        client: Whom to ask with.
        jobs: The feeds.
        pages: Pages of each to read at most.

    Yields:
        What became of each job, as it is done; of the feeds of a list too.
    """
    broken: dict[Path, SourceError] = {}

    def feeds_of(outcome: Outcome) -> list[Job]:
        folder = outcome.job.folder
        if not (folder / LIST).is_file():  # of this run, or of an earlier one where the list failed
            return []
        try:
            return members(outcome.job.source, folder / LIST, folder, outcome.job.tombstones)
        except SourceError as error:
            broken[folder] = error
            return []

    for outcome in each_host(
        client, jobs, lambda job: job.url, lambda job: fetch_feed(client, job, pages), feeds_of
    ):
        problem = outcome.problem or broken.get(outcome.job.folder)
        yield replace(outcome, problem=problem) if problem else outcome


def _is_list(source: Source, path: Path) -> bool:
    if source.format != "auto":
        return source.format == opml.FORMAT
    try:
        return opml.sniff(path, head_of(path)) >= SURE
    except SourceError:
        return False
