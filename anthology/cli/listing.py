"""`anthology list`: posts by what an editor remembers of them, with their ids."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from anthology.cli.completion import source_ids
from anthology.cli.context import Context, JobsOption, JsonOption
from anthology.cli.corpus import corpus_of
from anthology.counting import counted

_Name = str | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_)


def list_(
    ctx: typer.Context,
    *,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD", help="Words that all stand in the title.")
    ] = None,
    author: Annotated[_Name, typer.Option(metavar="NAME", help="By this person.")] = None,
    cycle: Annotated[_Name, typer.Option(metavar="NAME", help="Written during this release cycle.")] = None,
    topic: Annotated[_Name, typer.Option(metavar="NAME", help="On this topic.")] = None,
    project: Annotated[_Name, typer.Option(metavar="NAME", help="About this project.")] = None,
    source: Annotated[
        _Name, typer.Option(metavar="ID", help="From this source.", autocompletion=source_ids)
    ] = None,
    year: Annotated[_Name, typer.Option(metavar="YYYY", help="Of this year.")] = None,
    status: Annotated[
        Literal["new", "accepted", "rejected"] | None, typer.Option(help="By an editor's word.")
    ] = None,
    undated: Annotated[bool, typer.Option("--undated", help="Only posts without a date.")] = False,
    copies: Annotated[bool, typer.Option("--copies", help="Copies of other posts instead.")] = False,
    as_json: JsonOption = False,
    jobs: JobsOption = "auto",
) -> None:
    """List posts with their ids, by what you remember of them; rejected ones too.

    With --json, each post as `anthology export` has it, without its body.

    Example: anthology list upgrade --author "Mara Lindqvist" --cycle grizzly

    Next: `anthology explain ID`.
    """
    from anthology.export import record
    from anthology.review.finding import title_of
    from anthology.review.listing import Wanted, list_posts

    context: Context = ctx.obj
    _, corpus = corpus_of(context, jobs)
    wanted = Wanted(tuple(words or ()), author, cycle, topic, project, source, year, status, undated, copies)
    found = list_posts(corpus.catalogue, corpus.vocabulary, wanted)
    if as_json:
        made = [record(post, body=False) for post in found]
        context.screen.out(json.dumps(made, ensure_ascii=False, indent=1))
        return
    for post in found:
        day = post.dated.value[:10] if post.dated else "undated"
        by = ", ".join(author.name for author in post.authors) or "nobody known"
        word = " (rejected)" if post.status == "rejected" else ""
        context.screen.out(f"{post.id}  {day:<10}  {title_of(post)}, by {by}{word}")
    context.screen.note(counted(len(found), "post"))
