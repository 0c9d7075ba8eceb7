"""The editor's questions to a catalogue: which post is this, why is it so, what is to be done.

Plain functions that return values; the commands `status`, `explain` and `check` print them.
"""

from anthology.review.changes import as_markdown, changes
from anthology.review.chapters import broken_references
from anthology.review.explaining import explain
from anthology.review.files import files_passed_over
from anthology.review.finding import UnknownPost, find_post
from anthology.review.kinds import without_suppressed
from anthology.review.links import dead_links
from anthology.review.names import ambiguous_names
from anthology.review.reporting import Group, Line, check, status
from anthology.review.sources import unread_sources

__all__ = [
    "Group",
    "Line",
    "UnknownPost",
    "ambiguous_names",
    "as_markdown",
    "broken_references",
    "changes",
    "check",
    "dead_links",
    "explain",
    "files_passed_over",
    "find_post",
    "status",
    "unread_sources",
    "without_suppressed",
]
