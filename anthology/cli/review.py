"""`anthology status`, `explain`, `accept`, `reject`, `adopt`: an editor's questions and an editor's word."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from anthology.cli.completion import post_ids
from anthology.cli.context import Context, JobsOption, JsonOption, read_jobs
from anthology.cli.corpus import catalogue_of, corpus_of
from anthology.cli.groups import print_groups
from anthology.errors import ConfigError
from anthology.export import record
from anthology.model import Post

if TYPE_CHECKING:
    from anthology.config import Project
    from anthology.curation.decisions import Decision
    from anthology.curation.editing import Change

_POST = typer.Argument(
    metavar="POST", help="Id, page, address or title; a unique beginning does.", autocompletion=post_ids
)
PostArgument = Annotated[list[str], _POST]
ReasonOption = Annotated[str, typer.Option(help="Why, for those who come after.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (status, explain, accept, reject, adopt):
        app.command()(command)


def status(ctx: typer.Context, as_json: JsonOption = False, jobs: JobsOption = "auto") -> None:
    """Show what waits for an editor: posts that are new, changed, vanished, doubtful, in no chapter.

    What is different from the last build, what has no date or topic, what is doubtful, what are copies, what
    was rejected, and what no chapter names.

    Example: anthology status

    Next: `anthology explain POST`, then `anthology accept POST` or `anthology reject POST`.
    """
    from anthology import review
    from anthology.pages.catalogue_file import BookInfo, catalogue_data, shown_records
    from anthology.report import changes_to_come
    from anthology.sphinxext.chapters import posts_in_chapters
    from anthology.sphinxext.records import Records

    context: Context = ctx.obj
    project, corpus = corpus_of(context, jobs)
    catalogue = corpus.catalogue
    data = catalogue_data(catalogue, shown_records(catalogue), corpus.vocabulary, BookInfo())
    named = posts_in_chapters(project.source_dir, Records(data))
    groups = review.status(catalogue, changes_to_come(project, catalogue), named)
    print_groups(context, groups, as_json)


def explain(ctx: typer.Context, posts: PostArgument, jobs: JobsOption = "auto") -> None:
    """Tell all that is known about a post, with the evidence for every label.

    Example: anthology explain "A floating address is a rule, not a wire"

    Next: where a label is wrong, conf/decisions.toml, below `[posts.ID]`, or conf/people.toml.
    """
    from anthology import review

    context: Context = ctx.obj
    catalogue = catalogue_of(context, jobs)
    for word in posts:
        for line in review.explain(review.find_post(catalogue, word), catalogue):
            context.screen.out(line)


def accept(
    ctx: typer.Context, posts: PostArgument, reason: ReasonOption = "", jobs: JobsOption = "auto"
) -> None:
    """Say that posts belong in the book.

    It is in the book already: this takes it off the list of `anthology status`.

    Example: anthology accept cold-aisle-2b1f

    Next: commit conf/decisions.toml.
    """
    _decide(ctx.obj, posts, "accepted", reason.strip(), jobs)


def reject(
    ctx: typer.Context,
    posts: Annotated[list[str] | None, _POST] = None,
    *,
    reason: ReasonOption = "",
    takedown: Annotated[
        bool,
        typer.Option("--takedown", help="Remove them and their copies from everything, for good, at once."),
    ] = False,
    letter: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="A text with ids or addresses of posts; - for standard input."
        ),
    ] = None,
    jobs: JobsOption = "auto",
) -> None:
    """Keep posts out of the book, now and after every import.

    With --takedown nothing is kept of them but their ids: not in the book, not in caches, not in what was
    fetched.

    Example: anthology reject cold-aisle-2b1f --reason "an advertisement"

    Next: `anthology build`, which takes their pages away.
    """
    from anthology.cli.takedown import names_in, take_down

    words = [*(posts or ())]
    if letter:
        words += names_in(letter, sys.stdin.read() if letter == Path("-") else "")
    if not words:
        raise ConfigError("no post is named", remedy="Name one by its id, page, address or title.")
    if not reason.strip():
        raise ConfigError("a rejection needs a reason", remedy='Add --reason "…".')
    if takedown:
        take_down(ctx.obj, words, reason, jobs)
    else:
        _decide(ctx.obj, words, "rejected", reason.strip(), jobs)


def adopt(ctx: typer.Context, posts: PostArgument, jobs: JobsOption = "auto") -> None:
    """Take over the body of a post's page, to edit it by hand.

    What you changed in the generated page is taken along.  The post keeps its address and labels; if its
    source changes later, `anthology check` says so.

    Example: anthology adopt source/posts/blog/a-post.md

    Next: edit the file in conf/edits that it names, then `anthology build`.
    """
    from anthology import curation, pipeline, review
    from anthology.conversion.myst import escape, plain_text
    from anthology.curation import edits
    from anthology.pages import display_title

    context: Context = ctx.obj
    project = context.project()
    with context.locked(project):
        corpus = pipeline.assemble(project, context.screen, read_jobs(jobs))
        for post in [review.find_post(corpus.catalogue, word) for word in posts]:
            page = project.source_dir / f"{post.docname}.md"
            text = page.read_text("utf-8") if page.is_file() else post.body.myst
            folder = project.conf / "edits"
            path, title = edits.adopt(folder, post, text, was=corpus.body_digests[post.id])
            if title and title != escape(display_title(record(post))):
                words = " ".join(plain_text(title).split())
                curation.decide(project.conf / "decisions.toml", post.id, {"title": words}, title=post.title)
                context.screen.note(f"title decided in conf/decisions.toml: {words}")
            page.unlink(missing_ok=True)  # the next build writes it, with the edited body
            context.screen.note(f"edit {path.relative_to(project.folder).as_posix()} from now on")


def _meant(context: Context, project: Project, words: list[str], jobs: str) -> list[Post]:
    """Return the posts that an editor means, found among those of the last run if that is possible."""
    from anthology import pipeline, review

    if last := pipeline.last_known(project):
        with suppress(review.UnknownPost):
            return [review.find_post(last.catalogue, word) for word in words]
    catalogue = catalogue_of(context, jobs)
    return [review.find_post(catalogue, word) for word in words]


def _decide(
    context: Context, words: list[str], status: Literal["accepted", "rejected"], reason: str, jobs: str
) -> None:
    from anthology import curation

    project = context.project()
    path = project.conf / "decisions.toml"
    with context.locked(project):
        before = curation.Decisions.load(path).posts
        for post in _meant(context, project, words, jobs):
            old = before.get(post.id)
            changes: dict[str, Change] = {"status": status}
            # Why a post was rejected is no reason to accept it; why its date was changed still holds.
            if reason or (old and old.status not in (None, status)):
                changes["reason"] = reason or None
            curation.decide(path, post.id, changes, title=post.title)
            context.screen.note(f"{status}: {post.title or post.id}")
            if replaced := _replaced(old, changes):
                context.screen.note(f"  in the place of {replaced}")
    context.screen.note("written to conf/decisions.toml; `anthology build` follows it")


def _replaced(old: Decision | None, changes: Mapping[str, Change]) -> str:
    """Return the earlier status and reason that are gone, for an editor who did not know of them."""
    if old is None:
        return ""
    status = old.status if old.status not in (None, changes["status"]) else ""
    reason = old.reason if "reason" in changes and old.reason not in ("", changes["reason"]) else ""
    return ", ".join(filter(None, (status, f"“{reason}”" if reason else "")))
