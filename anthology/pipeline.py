"""The stages from sources to catalogue, in order.

    sources --read--> Entry --convert--> Body --describe--> Post --decide--> Catalogue --write--> pages

Reading and writing touch the disk; what lies between is pure.  What a stage does post by post it hands to an
`Each`, so that here, and only here, it is decided to remember results between runs and to work in parallel.
Publishing, which starts from the written pages, is in `anthology.publish`.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from anthology import pages, sources
from anthology.cache import Cache
from anthology.collecting import uncollected
from anthology.config import Project
from anthology.conversion import convert
from anthology.counting import counted
from anthology.curation import Decisions, apply, warnings_about
from anthology.curation.edits import apply_edits, digest, load_edits
from anthology.each import Each, Remembered, in_turn
from anthology.errors import SourceError
from anthology.knowledge.affiliations import affiliated
from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.catalogue import build_catalogue
from anthology.knowledge.describe import Described, describe
from anthology.linkcheck.verdicts import dead_links, moved_links, read_verdicts, verdicts_file
from anthology.model import Body, Catalogue, Entry
from anthology.progress import Progress, Silent
from anthology.snapshot import DECISIONS, keep, recall, stamps_of
from anthology.sources import read
from anthology.sources.boundaries import Boundaries
from anthology.sources.passed_over import PassedOver
from anthology.sources.text.misplaced import misplaced
from anthology.takedown import LeftOut, Tombstones, keep_out
from anthology.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything known about a project's posts.

    Attributes:
        catalogue: The posts and what ties them.
        vocabulary: The words they are sorted by.
        problems: The sources, or parts of them, that could not be read.
        body_digests: Post id to the digest of its body as converted, before anybody edited it.
        stamp: Stands for all that this was made from; empty where a part of it could not be read.
        left_out: What was taken down, and what holds it.
        passed_over: The files of sources from which no post came.
    """

    catalogue: Catalogue
    vocabulary: Vocabulary
    problems: tuple[SourceError, ...]
    body_digests: Mapping[str, str]
    stamp: str
    left_out: tuple[LeftOut, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def assemble(
    project: Project, progress: Progress | None = None, jobs: int = 1, scheduler: str = ""
) -> Corpus:
    """Read, convert, describe and decide: all of a build but its output.

    Args:
        project: The project.
        progress: Told what is done.
        jobs: How many processes of this machine may work at once.
        scheduler: Address of a Dask cluster that works in their place; empty for none.

    Raises:
        ConfigError: If settings, vocabularies or decisions are wrong.
    """
    progress = progress or Silent()
    # At its own thresholds the collector walks all posts again and again while more are read.
    gc.set_threshold(100_000, 10, 1000)
    undecided, stamp = stamps_of(project)
    kept = _catalogue_file(project)
    if known := recall(kept, stamp, Corpus):
        progress.note(
            f"sources: nothing changed since the last run, {counted(len(known.catalogue.posts), 'post')}"
        )
        return known
    vocabulary = load_vocabulary(project.settings.book.vocabulary, project.conf)
    decisions = Decisions.load(project.conf / DECISIONS)
    tombstones = Tombstones(decisions.tombstones)
    with _remembering(project, progress, jobs, scheduler) as each:
        told = _told(project, vocabulary, decisions, tombstones, undecided, progress, each)
        described = told.described
        posts, people = apply(described.posts, described.people, decisions, vocabulary)
        posts = affiliated(posts, people)
        edited, conflicts = apply_edits(posts, load_edits(project.conf / "edits"))
        warnings = (*told.warnings, *warnings_about(described.posts, decisions), *conflicts)
        with progress.stage("tying together", len(edited)), uncollected():
            catalogue = build_catalogue(
                edited,
                people,
                vocabulary,
                warnings=warnings,
                tombstones=tombstones,
                moved=moved_links(read_verdicts(verdicts_file(project.folder))),
                each=each,
            )
    digests = {post.id: digest(post.body.myst) for post in described.posts}
    stamp = "" if told.problems else stamp
    corpus = Corpus(catalogue, vocabulary, told.problems, digests, stamp, told.left_out, told.passed_over)
    if not told.problems:
        keep(kept, stamp, corpus)
    return corpus


def last_known(project: Project) -> Corpus | None:
    """Return the posts as the last run knew them, if nothing but decisions can have changed since.

    It is enough to find the post that an editor means, and there at once after any number of decisions.
    """
    undecided, stamp = stamps_of(project)
    return recall(_catalogue_file(project), undecided, Corpus, more=len(stamp) - len(undecided))


def _catalogue_file(project: Project) -> Path:
    return project.build_dir / "cache" / "catalogue.pickle"


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of the posts before editors decide about any.

    Attributes:
        described: The posts.
        problems: The sources, or parts of them, that could not be read.
        warnings: What an editor should know of reading them.
        left_out: What was taken down, and what holds it.
        passed_over: The files of sources from which no post came.
    """

    described: Described
    problems: tuple[SourceError, ...]
    warnings: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    passed_over: tuple[PassedOver, ...]


def _told(  # noqa: PLR0917 - each is used
    project: Project,
    vocabulary: Vocabulary,
    decisions: Decisions,
    tombstones: Tombstones,
    undecided: str,
    progress: Progress,
    each: Remembered,
) -> _Told:
    """Read, convert and describe the posts, or recall it where only decisions changed since the last run."""
    kept = project.build_dir / "cache" / "described.pickle"
    stamp = hashlib.sha256(
        (undecided + decisions.about_reading()).encode("utf-8", "surrogatepass")
    ).hexdigest()
    if known := recall(kept, stamp, _Told):
        progress.note(
            f"sources: nothing changed since the last run, {counted(len(known.described.posts), 'post')}"
        )
        return known
    entries, problems, passed_over = read_entries(project, decisions.boundaries, progress, each)
    unheard = misplaced(decisions.places, entries, project.folder)
    entries, left_out = keep_out(entries, tombstones, decisions.spared)
    if left_out:
        each.forget(sources.__name__)  # no cache keeps what was taken down
    bodies = convert_entries(entries, each)
    base = KnowledgeBase.load(vocabulary, project.conf)
    with progress.stage("describing", len(entries)):
        described = describe(entries, bodies, base, each, tombstones.has_name)
    warnings = (*unheard, *(str(one) for one in left_out if one.why))
    told = _Told(described, problems, warnings, left_out, passed_over)
    if not problems:
        keep(kept, stamp, told)
    return told


def read_entries(
    project: Project, boundaries: Boundaries, progress: Progress, each: Each = in_turn
) -> tuple[list[Entry], tuple[SourceError, ...], tuple[PassedOver, ...]]:
    """Read every source; one that fails is named and does not keep the others from being read.

    Returns:
        The entries, what could not be read, and the files from which no post came.
    """
    problems: list[SourceError] = []
    passed_over: list[PassedOver] = []

    def all_entries() -> Iterator[Entry]:
        for source in project.sources:
            try:
                yield from read(source, project.folder, boundaries, each, passed_over.append)
            except SourceError as error:
                problems.append(error)

    entries = list(progress.track(all_entries(), "reading posts"))
    return entries, tuple(problems), tuple(passed_over)


def convert_entries(entries: Sequence[Entry], each: Each = in_turn) -> list[Body]:
    """Convert every body, in order."""
    return each(convert, [(entry,) for entry in entries], by=_converted_by, label="converting")


def write_pages(
    project: Project, corpus: Corpus, progress: Progress | None = None, jobs: int = 1, scheduler: str = ""
) -> pages.WriteReport:
    """Write the MyST pages below `source/`, touching only files whose content changes."""
    kept, seal = project.build_dir / "cache" / "pages.pickle", pages.seal(project.source_dir)
    stamp = corpus.stamp
    if stamp and seal and (count := recall(kept, stamp + seal, int)):
        return pages.WriteReport(unchanged=count)
    book = project.settings.book
    info = pages.BookInfo(title=book.title, author=book.author, license=book.license, language=book.language)
    progress = progress or Silent()
    with (
        _remembering(project, Silent(), jobs, scheduler) as each,
        progress.stage("writing pages", len(corpus.catalogue.shown())),
    ):
        report = pages.write(
            corpus.catalogue, corpus.vocabulary, project.source_dir, info, dead=_dead(project), each=each
        )
    if stamp and not report.conflicts and not report.missing:
        keep(kept, stamp + pages.seal(project.source_dir), len(report.written) + report.unchanged)
    return report


def _dead(project: Project) -> pages.DeadLinks:
    settings = project.settings.links
    verdicts = read_verdicts(verdicts_file(project.folder)) if settings.archive else {}
    return pages.DeadLinks(dead_links(verdicts, settings.patience), settings.archive)


@contextmanager
def _remembering(project: Project, progress: Progress, jobs: int, scheduler: str) -> Iterator[Remembered]:
    """Remember in the project's `build/` what is done post by post."""
    with (
        Cache(project.build_dir / "cache" / "made.sqlite") as kept,
        Remembered(kept, progress, jobs, scheduler) as each,
    ):
        yield each


def _converted_by(entry: Entry) -> tuple[object, ...]:
    """Return what of an entry its body depends on; the same text is converted once wherever it was found."""
    assets = [(asset.uri, asset.name) for asset in entry.assets]
    return entry.body_format, entry.title, entry.base_url or entry.url, assets, entry.body
