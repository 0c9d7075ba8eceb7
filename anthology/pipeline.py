"""The stages from sources to catalogue, in order.

    sources --read--> Entry --convert--> Body --describe--> Post --decide--> Catalogue --write--> pages

Reading and writing touch the disk; what lies between is pure, so bodies are cached by content and converted
in parallel.  Publishing, which starts from the written pages, is in `anthology.publish`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

from anthology import pages
from anthology.cache import Cache, code_digest, key
from anthology.config import Project
from anthology.conversion import convert
from anthology.curation import Decisions, apply, warnings_about
from anthology.curation.edits import apply_edits, digest, load_edits
from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.catalogue import build_catalogue
from anthology.knowledge.describe import describe
from anthology.model import Body, Catalogue, Entry, Loss, SourceError
from anthology.progress import Progress, Silent
from anthology.snapshot import keep, recall, stamp_of
from anthology.sources import read
from anthology.sources.boundaries import Boundaries
from anthology.vocabulary import Vocabulary, load_vocabulary

# A process costs about a second to start; fewer posts than this are converted sooner in this one.
_WORTH_A_PROCESS = 300


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything known about a project's posts.

    Attributes:
        catalogue: The posts and what ties them.
        vocabulary: The words they are sorted by.
        problems: The sources, or parts of them, that could not be read.
        body_digests: Post id to the digest of its body as converted, before anybody edited it.
    """

    catalogue: Catalogue
    vocabulary: Vocabulary
    problems: tuple[SourceError, ...]
    body_digests: Mapping[str, str]


def assemble(project: Project, progress: Progress | None = None, jobs: int = 1) -> Corpus:
    """Read, convert, describe and decide: all of a build but its output.

    Raises:
        ConfigError: If settings, vocabularies or decisions are wrong.
    """
    progress = progress or Silent()
    stamp, kept = stamp_of(project), project.build_dir / "cache" / "catalogue.pickle"
    if known := recall(kept, stamp, Corpus):
        progress.note(f"sources: nothing changed since the last run, {len(known.catalogue.posts)} posts")
        return known
    vocabulary = load_vocabulary(project.settings.book.vocabulary, project.conf)
    base = KnowledgeBase.load(vocabulary, project.conf)
    decisions = Decisions.load(project.conf / "decisions.toml")
    entries, problems = read_entries(project, decisions.boundaries, progress)
    with Cache(project.build_dir / "cache" / "bodies.sqlite") as cache:
        bodies = convert_entries(entries, cache, progress, jobs)
    progress.note(f"describing {len(entries)} posts")
    described = describe(entries, bodies, base)
    posts, people = apply(described.posts, described.people, decisions, vocabulary)
    edited, conflicts = apply_edits(posts, load_edits(project.conf / "edits"))
    warnings = (*described.warnings, *warnings_about(described.posts, decisions), *conflicts)
    catalogue = build_catalogue(edited, people, vocabulary, warnings=warnings)
    digests = {post.id: digest(post.body.myst) for post in described.posts}
    corpus = Corpus(catalogue, vocabulary, problems, digests)
    if not problems:
        keep(kept, stamp, corpus)
    return corpus


def read_entries(
    project: Project, boundaries: Boundaries, progress: Progress
) -> tuple[list[Entry], tuple[SourceError, ...]]:
    """Read every source; one that fails is named and does not keep the others from being read."""
    problems: list[SourceError] = []

    def all_entries() -> Iterator[Entry]:
        for source in project.sources:
            try:
                yield from read(source, project.folder, boundaries)
            except SourceError as error:
                problems.append(error)

    entries = list(progress.track(all_entries(), "reading posts"))
    return entries, tuple(problems)


def convert_entries(entries: Sequence[Entry], cache: Cache, progress: Progress, jobs: int = 1) -> list[Body]:
    """Convert every body, in order; what was converted before comes from the cache."""
    code = code_digest("conversion", "markdownify", "nh3", "beautifulsoup4", "markdown-it-py", "pygments")
    keys = [_body_key(code, entry) for entry in entries]
    known = cache.get(keys)
    todo = {k: entry for k, entry in zip(keys, entries, strict=True) if k not in known}
    parallel = jobs > 1 and len(todo) >= _WORTH_A_PROCESS
    with ProcessPoolExecutor(jobs) if parallel else nullcontext() as pool:
        bodies = progress.track(_convert_all(todo.values(), pool), "converting", len(todo))
        fresh = {k: _dump(body) for k, body in zip(todo, bodies, strict=True)}
    cache.put(fresh)
    known.update(fresh)
    return [_load(known[k]) for k in keys]


def write_pages(project: Project, corpus: Corpus) -> pages.WriteReport:
    """Write the MyST pages below `source/`, touching only files whose content changes."""
    book = project.settings.book
    info = pages.BookInfo(title=book.title, author=book.author, license=book.license, language=book.language)
    return pages.write(corpus.catalogue, corpus.vocabulary, project.source_dir, info)


def _convert_all(entries: Iterable[Entry], pool: Executor | None) -> Iterator[Body]:
    if pool is None:
        return map(convert, entries)
    return pool.map(convert, entries, chunksize=20)


def _body_key(code: str, entry: Entry) -> str:
    assets = json.dumps([(asset.uri, asset.name) for asset in entry.assets])
    return key(code, entry.body_format, entry.title, entry.base_url, assets, entry.body)


def _dump(body: Body) -> str:
    losses = [(loss.what, loss.where, loss.why) for loss in body.losses]
    return json.dumps([body.myst, losses, body.links, body.pictures])


def _load(text: str) -> Body:
    myst, losses, links, pictures = json.loads(text)
    return Body(myst, tuple(Loss(*loss) for loss in losses), tuple(links), tuple(pictures))
