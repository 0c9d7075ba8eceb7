"""The catalogue for other programs: JSON lines, tables, citations, lists of blogs, feeds.

`record` is the published contract; every other form is made of the shown posts alone.
"""

from anthology.export.formats import FORMATS, lines
from anthology.export.records import Record, channel_id, record

__all__ = ["FORMATS", "Record", "channel_id", "lines", "record"]
