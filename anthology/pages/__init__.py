"""From a catalogue to the files that Sphinx reads, and back to a clean folder."""

from anthology.pages.catalogue_file import BookInfo, DeadLinks
from anthology.pages.manifest import seal
from anthology.pages.naming import display_date, display_title
from anthology.pages.writing import Conflict, WriteReport, clean, write

__all__ = [
    "BookInfo",
    "Conflict",
    "DeadLinks",
    "WriteReport",
    "clean",
    "display_date",
    "display_title",
    "seal",
    "write",
]
