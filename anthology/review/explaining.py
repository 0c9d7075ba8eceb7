"""Saying what is known about a post and why."""

from __future__ import annotations

from anthology.model import Author, Catalogue, Post
from anthology.review.finding import title_of


def explain(post: Post, catalogue: Catalogue) -> list[str]:
    """Return everything that is known about a post and why, one line each, for printing."""
    lines = [f"{title_of(post)}", f"  id         {post.id}", f"  page       {post.docname}.md"]
    lines += [f"  also named {post.source_title}, by its source"] if post.source_title else []
    lines.append(f"  from       {post.source.name} ({post.origin})")
    lines.append(f"  blog       {post.channel.name}" + (f" <{post.channel.url}>" if post.channel.url else ""))
    lines.append(f"  address    {post.url or 'none'}")
    lines.append(f"  status     {post.status}")
    lines.append(f"  authors    {', '.join(map(_author, post.authors)) or 'none'}")
    if post.dated:
        dated = post.dated
        doubt = f"; looks wrong: {dated.doubt}" if dated.doubt else ""
        lines.append(f"  date       {dated.value}, from {dated.origin}, {dated.confidence:.0%} sure{doubt}")
        lines += [f"             {dated.because}"] if dated.because else []
    else:
        lines.append("  date       none")
    lines.append(f"  cycle      {post.cycle or 'none'}")
    for name, ids in (("releases", post.releases), ("topics", post.topics), ("projects", post.projects)):
        lines.append(f"  {name:10} {', '.join(ids) or 'none'}")
    if post.series:
        part = f", part {post.series.part}" if post.series.part else ""
        lines.append(f"  series     {post.series.name}{part}")
    lines += _ties(post, catalogue)
    lines += _evidence(post)
    lines += [f"  lost       {loss.what} at {loss.where}: {loss.why}" for loss in post.losses]
    lines += [
        f"  doubt      line {doubt.line}: {doubt.what} ({doubt.confidence:.0%} sure)" for doubt in post.doubts
    ]
    return lines


def _author(author: Author) -> str:
    return f"{author.name} ({author.id})" + (f", {author.affiliation}" if author.affiliation else "")


def _ties(post: Post, catalogue: Catalogue) -> list[str]:
    names = {other.id: title_of(other) for other in catalogue.posts}
    lines = (
        [f"  copy of    {post.duplicate_of}: {names.get(post.duplicate_of, '')}"] if post.duplicate_of else []
    )
    if post.mentions:
        who = (catalogue.people[i].name if i in catalogue.people else i for i in post.mentions)
        lines.append(f"  names      {', '.join(who)}")
    for label, ids in (
        ("also at", catalogue.also_at.get(post.id, ())),
        ("links to", post.links_to),
        ("cited by", catalogue.backlinks.get(post.id, ())),
        ("related", catalogue.related.get(post.id, ())),
    ):
        lines += [f"  {label:10} {other}: {names.get(other, '')}" for other in ids]
    return lines


def _evidence(post: Post) -> list[str]:
    """Return the evidence, label by label, the heaviest first."""
    if not post.evidence:
        return []
    order = {label: place for place, label in enumerate(dict.fromkeys(e.label for e in post.evidence))}
    lines = ["  evidence"]
    for one in sorted(post.evidence, key=lambda e: (order[e.label], -abs(e.weight))):
        lines.append(f"    {one.label:28} {one.weight:+.2f}  {one.because}")
    return lines
