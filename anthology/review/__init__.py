"""The editor's questions to a catalogue: which post is this, why is it so, what is to be done.

Plain functions that return values; the commands `status`, `explain` and `check` print them.
"""

from anthology.review.changes import as_markdown, changes
from anthology.review.explaining import explain
from anthology.review.finding import UnknownPost, find_post
from anthology.review.links import dead_links
from anthology.review.reporting import Group, Line, check, status

__all__ = [
    "Group",
    "Line",
    "UnknownPost",
    "as_markdown",
    "changes",
    "check",
    "dead_links",
    "explain",
    "find_post",
    "status",
]
