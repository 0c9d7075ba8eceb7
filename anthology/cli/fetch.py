"""`anthology fetch`: what the feeds have that the archive does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from anthology.cli.completion import source_ids
from anthology.cli.context import Context
from anthology.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from anthology.config import Project
    from anthology.fetching.client import Client
    from anthology.fetching.feeds import Outcome

_NAME_WIDTH = 40
_MISSING_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(fetch)


def fetch(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="Ids of sources; all that have addresses if none is named.",
            autocompletion=source_ids,
        ),
    ] = None,
    pages: Annotated[
        int,
        typer.Option(
            min=1, max=1000, help="Pages of each feed to read at most, to reach posts older than it shows."
        ),
    ] = 1,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Then fetch the pictures that the book's posts show, too.")
    ] = False,
) -> None:
    """Fetch the feeds that sources name by address, and keep their posts in source/archive.

    Only what changed is asked for, and what was kept once stays: posts that vanish from their feed too, and
    earlier versions of those that change.  Exits with 1 when a feed failed.

    Example: anthology fetch cold-aisle --pages 100

    Next: `anthology build`.
    """
    from anthology.curation import Decisions
    from anthology.fetching.run import client_for, fetch_all, jobs_of
    from anthology.takedown import Tombstones

    context: Context = ctx.obj
    screen = context.screen
    project = context.project()
    with context.locked(project):
        decisions = Decisions.load(project.conf / "decisions.toml")
        jobs, problems = jobs_of(project, sources or (), Tombstones(decisions.tombstones))
        for problem in problems:
            screen.fail(str(problem))
        if not jobs:
            screen.note("no source has an address to fetch; add one with `anthology add https://…`")
        outcomes: list[Outcome] = []
        client = client_for(project)
        fetched = fetch_all(client, jobs, pages)
        for outcome in screen.track(fetched, "fetching feeds", len(jobs)) if jobs else ():
            outcomes.append(outcome)
            screen.note(f"{outcome.job.name}: {_said(outcome)}")
        if pictures:
            _fetch_pictures(context, project, client)
    feeds = [outcome for outcome in outcomes if not outcome.is_list or outcome.problem]
    if feeds:
        for line in table(sorted(feeds, key=lambda outcome: outcome.job.name)):
            screen.out(line)
    failed = [outcome for outcome in outcomes if outcome.problem]
    for outcome in failed:
        if outcome.problem and outcome.problem.remedy:
            screen.warn(f"{outcome.job.name}: {outcome.problem.remedy}")
    new, changed = (sum(getattr(one.kept, what) for one in outcomes) for what in ("new", "changed"))
    screen.note(
        f"{counted(len(feeds), 'feed')} fetched, {len(failed)} failed: {new} new and {changed} changed posts"
        + ("; next: anthology build" if new or changed else "")
    )
    if failed or problems:
        raise typer.Exit(1)


def _fetch_pictures(context: Context, project: Project, client: Client) -> None:
    """Fetch the pictures of all posts; those that are gone are listed and are no failure of the book."""
    from anthology import pipeline
    from anthology.fetching.pictures import fetch_pictures, wanted
    from anthology.sources.picture_index import load_index, lost_from, pictures_folder

    screen, folder = context.screen, pictures_folder(project.folder)
    index = load_index(folder)
    shown = wanted(pipeline.assemble(project, screen).catalogue, index, datetime.now(UTC).date())
    due = list(dict.fromkeys((*lost_from(folder), *shown)))
    missing = []
    for address, picture in screen.track(
        fetch_pictures(client, due, folder, index), "fetching pictures", len(due)
    ):
        if picture.problem:
            missing.append(f"{address}: {picture.problem}")
    for line in sorted(missing)[:_MISSING_SHOWN]:
        screen.warn(line)
    more = f"; all are in {(folder / 'index.json').relative_to(project.folder).as_posix()}" if missing else ""
    screen.note(f"{counted(len(due) - len(missing), 'picture')} kept, {len(missing)} missing{more}")


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield the lines of a table of what became of each feed."""
    rows = [("source", "new", "changed", "unchanged", "")]
    for one in outcomes:
        counts = (
            ("-", "-", "-") if one.not_modified or (one.problem and not one.kept.total) else one.kept.counts
        )
        rows.append((one.job.name, *counts, _remark(one)))
    width = min(max(len(row[0]) for row in rows), _NAME_WIDTH)
    for name, new, changed, unchanged, remark in rows:
        yield f"{name[:width]:<{width}}  {new:>5}  {changed:>7}  {unchanged:>9}  {remark}".rstrip()


def _said(outcome: Outcome) -> str:
    if outcome.is_list and not outcome.problem:
        return "is a list of feeds"
    kept = outcome.kept
    counts = f"{kept.new} new, {kept.changed} changed, {kept.unchanged} unchanged"
    if outcome.problem:
        return f"{counts}; {_remark(outcome)}" if kept.total else _remark(outcome)
    return _remark(outcome) if outcome.not_modified else counts


def _remark(outcome: Outcome) -> str:
    remarks = []
    if problem := outcome.problem:
        where = f" ({problem.where})" if problem.where else ""
        remarks.append(f"{'in part' if outcome.kept.total else 'failed'}: {problem.what}{where}")
    if outcome.not_modified:
        remarks.append("not modified")
    if outcome.moved_to:
        remarks.append(f"has moved to {outcome.moved_to}")
    return "; ".join(remarks)
