"""One feed, from asking whether it changed to its posts in the archive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from anthology.errors import SourceError
from anthology.fetching.archive import FeedArchive, FeedState, Kept
from anthology.fetching.client import Answer, Client
from anthology.fetching.errors import FetchError
from anthology.fetching.job import Job
from anthology.fetching.paging import older_pages
from anthology.fetching.reading import Reading, read_answer
from anthology.files import write_if_changed
from anthology.model import Entry
from anthology.sources.kept import LIST, posts_in


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    Attributes:
        job: What was to be done.
        kept: The posts.
        not_modified: Whether the server said that nothing changed.
        problem: What went wrong; posts may have been kept all the same.
        moved_to: Where the feed has moved for good.
        is_list: Whether it is a list of feeds, which now lies in the archive.
    """

    job: Job
    kept: Kept = field(default_factory=Kept)
    not_modified: bool = False
    problem: SourceError | None = None
    moved_to: str | None = None
    is_list: bool = False


def fetch_feed(client: Client, job: Job, pages: int = 1) -> Outcome:
    """Fetch a feed and keep what is new; every problem is part of the outcome.

    Args:
        client: Whom to ask with.
        job: What to fetch.
        pages: Pages of the feed to read at most; where more than one, it is read whether it changed or not.
    """
    archive = FeedArchive(job.folder)
    try:
        archive.sweep()
        state = archive.state(job.url)
        if pages > 1:
            state = replace(state, etag=None, last_modified=None)
        answer = _changes(client, state)
        moved_to = answer.moved_to or state.moved_to
        if answer.status == 304:
            if moved_to != state.moved_to:
                archive.remember(replace(state, moved_to=moved_to), archive.title() or job.name)
            return Outcome(job, not_modified=True, moved_to=answer.moved_to)
        reading = read_answer(job.source, answer, job.url)
        outcome = store(job, answer, reading, moved_to)
        if pages > 1 and not outcome.is_list:
            outcome = _with_older(client, outcome, answer, reading, pages)
        return outcome
    except FetchError as error:
        if error.status in (404, 410) and job.url == job.source.url and posts_in(job.folder):
            error.remedy = "What was kept stays. If it is gone for good, read the source from its archive:"
            error.remedy += f' replace its url by path = "source/archive/{job.source.id}/posts".'
        return Outcome(job, problem=error)
    except SourceError as error:
        return Outcome(job, problem=error)
    except OSError as error:
        where = str(error.filename or job.folder)
        return Outcome(job, problem=SourceError(f"cannot be written: {error.strerror or error}", where))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        # One feed that nobody foresaw must not keep the others from being fetched.
        why = f"is broken in a way that is not known: {type(error).__name__}: {str(error)[:200]}"
        return Outcome(job, problem=SourceError(why, job.url, "Save it as a file and add the file."))


def store(job: Job, answer: Answer, reading: Reading, moved_to: str | None = None) -> Outcome:
    """Put what was read in the archive.

    Raises:
        OSError: If it cannot be written.
    """
    if reading.form == "opml":
        write_if_changed(job.folder / LIST, answer.body)
        return Outcome(job, is_list=True)
    archive = FeedArchive(job.folder)
    kept = archive.keep(wanted_of(job, reading))
    # What was read in part is asked for in full again.
    etag, changed = (
        (None, None) if reading.problem else (answer.headers.get("etag"), answer.headers.get("last-modified"))
    )
    archive.remember(FeedState(job.url, moved_to, etag, changed), blog_of(reading.entries) or job.name)
    return Outcome(job, kept, problem=reading.problem, moved_to=answer.moved_to)


def _with_older(client: Client, outcome: Outcome, first: Answer, reading: Reading, pages: int) -> Outcome:
    """Keep the posts of a feed's further pages; what came before a problem is kept too."""
    archive, problems = FeedArchive(outcome.job.folder), [outcome.problem]
    try:
        for page in older_pages(client, outcome.job, first, reading, pages):
            outcome.kept.add(archive.keep(wanted_of(outcome.job, page)))
            problems.append(page.problem)
    except SourceError as error:
        problems.append(error)
    return replace(outcome, problem=next((problem for problem in problems if problem), None))


def wanted_of(job: Job, reading: Reading) -> list[Entry]:
    """Return the posts that were read without those that were taken down."""
    return [entry for entry in reading.entries if not job.tombstones.covers(entry)]


def blog_of(entries: tuple[Entry, ...]) -> str | None:
    """Return the name of the one blog that posts are of, or None."""
    names = {entry.channel.name if entry.channel else None for entry in entries}
    return names.pop() if len(names) == 1 else None


def _changes(client: Client, state: FeedState) -> Answer:
    """Ask for changes where the feed is now; where it moved to nothing, where it was."""
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    asked = {name: value for name, value in headers.items() if value}
    try:
        answer = client.get(state.moved_to or state.url, asked)
    except FetchError as error:
        if not state.moved_to or error.temporary:
            raise
        return client.get(state.url)
    if answer.status == 304 and not asked:
        raise FetchError("says that nothing changed (304), though it was asked for everything", state.url)
    return answer
