"""`anthology check`: what is wrong or missing in the book, and which of its links are dead."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from anthology.cli.context import Context, JobsOption, JsonOption
from anthology.cli.corpus import assembled
from anthology.cli.groups import print_groups
from anthology.counting import counted
from anthology.errors import ConfigError
from anthology.lock import LINKS, locked

if TYPE_CHECKING:
    from anthology.config import Project
    from anthology.linkcheck.verdicts import Verdict
    from anthology.pipeline import Corpus
    from anthology.review import Group

_WAITING = "another run tests the links of this book; waiting for it"
STALE = 90
"""Days for which the verdict on a link holds."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    ctx: typer.Context,
    *,
    links: Annotated[
        bool, typer.Option("--links", help="First test where the links of posts and chapters lead.")
    ] = False,
    hosts: Annotated[
        list[str] | None,
        typer.Option("--host", metavar="HOST", help="Test only links to this host; may be given again."),
    ] = None,
    stale: Annotated[
        int,
        typer.Option(min=0, metavar="DAYS", help="Test again what was last tested so many days ago."),
    ] = STALE,
    as_json: JsonOption = False,
    jobs: JobsOption = "auto",
) -> None:
    """Show what is wrong or missing in the book, and the file or command that settles it.

    With --links, every link is asked for once, politely, as feeds are fetched; what was found is kept in
    source/archive/_links.jsonl, and the next build names copies beside dead links.  It may be interrupted and
    goes on from there.  Exits with 1 when something must be done.

    Example: anthology check --links

    Next: the line with an arrow below each group says what settles it.
    """
    from anthology import review
    from anthology.linkcheck.holding import links_of_book
    from anthology.linkcheck.verdicts import read_verdicts, verdicts_file
    from anthology.pages.chapters import chapters

    context: Context = ctx.obj
    if hosts and not links:
        raise ConfigError("--host says which links to test", remedy="Add --links.")
    project, corpus = assembled(context, jobs)
    catalogue, texts = corpus.catalogue, chapters(project.source_dir)
    places = links_of_book(catalogue, texts)
    if links:
        with locked(project, lambda: context.screen.note(_WAITING), LINKS):
            verdicts = _test(context, project, list(places), hosts or [], stale)
    else:
        verdicts = read_verdicts(verdicts_file(project.folder))
    groups = [
        *review.unread_sources(corpus.problems),
        *review.check(catalogue),
        *review.files_passed_over(corpus.passed_over),
        *review.ambiguous_names(catalogue),
        *_references(corpus, texts),
        *review.dead_links(places, verdicts, project.settings.links.patience),
    ]
    groups = review.without_suppressed(groups, project.settings.check.suppress)
    print_groups(context, groups, as_json)
    if any(group.problem for group in groups):
        raise typer.Exit(1)


def _test(
    context: Context, project: Project, links: list[str], hosts: list[str], stale: int
) -> dict[str, Verdict]:
    """Test those links that are due, and return what is known of all."""
    from anthology.fetching.run import client_for
    from anthology.linkcheck.asking import ask_all
    from anthology.linkcheck.verdicts import Journal, judge, verdicts_file

    screen, patience = context.screen, project.settings.links.patience
    today = datetime.now(UTC).date()
    found: Counter[str] = Counter()
    with Journal(verdicts_file(project.folder), project.build_dir / "cache" / "links.jsonl") as journal:
        known = journal.verdicts
        due = [
            link
            for link in links
            if (not hosts or _host(link) in hosts)
            and (link not in known or known[link].is_due(today, stale, patience))
        ]
        alive = [link for link, verdict in known.items() if verdict.state in ("alive", "moved")]
        witnesses = [*alive[:2], project.settings.links.archive.partition("{")[0]]
        asked = ask_all(client_for(project), due, filter(None, witnesses))
        for link, finding in screen.track(asked, "testing links", len(due)):
            found[finding.state] += 1
            journal.note(link, judge(known.get(link), finding, today.isoformat()))
    silent = len(due) - found.total()
    said = ", ".join(f"{count} {state}" for state, count in found.items()) or "nothing to test"
    screen.note(f"{counted(len(due), 'link')} of {len(links)}: {said}")
    if silent:
        screen.warn(
            f"no server answered, so nothing is noted of {counted(silent, 'link')}: is there a network?"
        )
    return known


def _references(corpus: Corpus, texts: dict[str, str]) -> list[Group]:
    """Return what chapters refer to and is not there."""
    from anthology import review
    from anthology.pages.catalogue_file import BookInfo, catalogue_data, shown_records
    from anthology.pages.list_pages import list_pages
    from anthology.sphinxext.records import Records

    records = shown_records(corpus.catalogue)
    data = catalogue_data(corpus.catalogue, records, corpus.vocabulary, BookInfo())
    made = {f"{record['docname']}.md" for record in records} | {path for path, _ in list_pages(data)}
    return review.broken_references(texts, Records(data), made.union(texts))


def _host(link: str) -> str:
    return (urlsplit(link).hostname or "").lower()
