"""The editor's last word: decisions on posts, kept in `conf/decisions.toml`.

The file is written by people and by `anthology accept` and `reject`; it is read before anything else and its
word holds against everything that the sources or the tool's own guesses say, now and after every import.

    [posts.planet-2013-05-0123456789ab]     # any post by its id
    title = "How an idea becomes a commit"
    authors = ["Ann Other"]                 # names, aliases or ids of people
    date = 2013-05-21                       # or "2013-05", "2013", a date with time
    cycle = "havana"                        # "" or false: in no cycle
    releases = ["grizzly"]
    topics = ["development"]
    projects = []
    series = { name = "First steps", part = 2 }     # or a name; "" or false: in no series
    duplicate_of = "blog-ba9876543210"      # "" or false: no copy, however alike
    license = "CC-BY-3.0"
    status = "rejected"                     # or "accepted"; "taken-down" is written by the tool
    reason = "the author asked for it"
    was = { title = "How an idea becomes" } # what a source said when this was decided, to show conflicts

    [[split]]                               # a post begins on this line of a dump
    file = "planet-2013-05.txt"
    line = 120

    [[join]]                                # no post begins on this line
    file = "planet-2013-05.txt"
    line = 310
"""

from anthology.curation.applying import apply, warnings_about
from anthology.curation.decisions import Decision, Decisions
from anthology.curation.editing import decide, entomb, revised

__all__ = ["Decision", "Decisions", "apply", "decide", "entomb", "revised", "warnings_about"]
