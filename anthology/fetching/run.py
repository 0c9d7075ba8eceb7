"""All that a project declares: feeds, lists of feeds, several hosts at a time."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from anthology.config import Project
from anthology.fetching.archive import LIST, folder_of, member_folder
from anthology.fetching.client import Client
from anthology.fetching.feeds import Job, Outcome, fetch_feed
from anthology.model import ConfigError, Source, SourceError
from anthology.sources import opml, recognise
from anthology.sources.files import find

FEEDS_LIMIT = 5_000
"""Feeds that one list may name."""


def client_for(project: Project) -> Client:
    """Return the client that a project's settings ask for."""
    return Client(project.settings.fetch, robots_file=project.build_dir / "cache" / "robots.json")


def jobs_of(project: Project, wanted: Iterable[str] = ()) -> tuple[list[Job], list[SourceError]]:
    """List the feeds that a project's sources name.

    Args:
        project: The project.
        wanted: Ids of sources; all of them if none is named.

    Returns:
        The jobs, and what was wrong with lists of feeds.

    Raises:
        ConfigError: If a wanted source does not exist or has nothing to fetch.
    """
    chosen = _chosen(project, tuple(wanted))
    jobs: list[Job] = []
    problems: list[SourceError] = []
    for source in chosen or project.sources:
        folder = folder_of(source, project.folder)
        if source.url:
            jobs.append(Job(source, source.url, source.id, folder))
            continue
        try:
            lists = [path for path in find(source, project.folder)[0] if _is_list(source, path)]
            for path in lists:
                jobs += members(source, path, folder)
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


def members(source: Source, path: Path, folder: Path) -> list[Job]:
    """Return the feeds of a list that have an address.

    Raises:
        SourceError: If the list cannot be read or names too many.
    """
    remote = [outline for outline in opml.outlines(path) if "://" in outline.feed]
    if len(remote) > FEEDS_LIMIT:
        raise SourceError(f"names {len(remote)} feeds; at most {FEEDS_LIMIT} are fetched", path.as_posix())
    return [
        Job(source, one.feed, f"{source.id}: {one.title}", member_folder(folder, one.feed, one.title))
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
    waiting: dict[str, deque[Job]] = {}
    running: dict[Future[Outcome], str] = {}
    busy: set[str] = set()
    with ThreadPoolExecutor(client.settings.parallel, "fetch") as pool:

        def start(host: str) -> None:
            if host not in busy and waiting.get(host):
                busy.add(host)
                running[pool.submit(fetch_feed, client, waiting[host].popleft(), pages)] = host

        def enlist(more: Iterable[Job]) -> None:
            hosts = set[str]()
            for job in more:
                hosts.add(host := _host(job.url))
                waiting.setdefault(host, deque()).append(job)
            for host in sorted(hosts):
                start(host)

        try:
            enlist(jobs)
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    host = running.pop(future)
                    busy.discard(host)
                    outcome = future.result()
                    kept_list = outcome.job.folder / LIST
                    if kept_list.is_file():  # of this run, or of an earlier one where the list failed
                        try:
                            enlist(members(outcome.job.source, kept_list, outcome.job.folder))
                        except SourceError as error:
                            outcome = replace(outcome, problem=error)
                    start(host)
                    yield outcome
        except BaseException:
            client.stop.set()
            raise
    client.robots.keep()


def _chosen(project: Project, wanted: tuple[str, ...]) -> list[Source]:
    known = {source.id: source for source in project.sources}
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise ConfigError(
                f"there is no source {name!r}",
                "",
                f"Did you mean {near[0]!r}?" if near else f"Sources are {', '.join(known) or 'none'}.",
            )
    return [known[name] for name in dict.fromkeys(wanted)]


def _is_list(source: Source, path: Path) -> bool:
    if source.format != "auto":
        return source.format == opml.FORMAT
    try:
        reader = recognise(path)
    except SourceError:
        return False
    return reader is not None and reader.FORMAT == opml.FORMAT


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url
