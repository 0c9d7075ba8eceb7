"""Files in which people keep texts, but of which no reader makes posts: what they are, and what to do."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from anthology.sources.archive import BROKEN

SAVE_AS = "Open it in the program it is for, save it as HTML or as plain text, and name that file instead."

_BEGINNINGS = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Word, Excel or PowerPoint"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_PARTS = {
    "word/document.xml": "a Word document",
    "xl/workbook.xml": "an Excel table",
    "ppt/presentation.xml": "PowerPoint slides",
}
_TYPES = {
    "application/epub+zip": "an EPUB",
    "application/vnd.oasis.opendocument.text": "an OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument table",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument slides",
}
_LONGEST_TYPE = 100
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z-]*:[ \t].*(?:\r?\n[ \t]+\S.*)*\r?\n)+")
_ENVELOPE = re.compile(rb"From \S+(?: at \S+)? .*\d{4}\r?\n")
_FIELDS = {b"from", b"subject", b"date", b"received", b"message-id"}
"""Header lines of messages, of which no text of another kind begins with three."""


def foreign_kind(path: Path, head: bytes) -> str:
    """Return what people call a file that no reader reads: `a Word document`; nothing for others.

    Args:
        path: The file.
        head: Its first bytes.
    """
    if head.startswith(b"PK\x03\x04"):
        return _packed_kind(path)
    if _is_mail(head):
        return "mail"
    return next((name for beginning, name in _BEGINNINGS if head.startswith(beginning)), "")


def _is_mail(head: bytes) -> bool:
    """Tell whether a file is a message, or a mailbox, which is messages one after the other."""
    text = head.lstrip(b"\xef\xbb\xbf\r\n")
    envelope = _ENVELOPE.match(text)
    header = _HEADER.match(text, envelope.end() if envelope else 0)
    names = {line.split(b":", 1)[0].lower() for line in header[0].splitlines()} if header else set()
    return b"from" in names and len(names & _FIELDS) >= (2 if envelope else 3)


def _packed_kind(path: Path) -> str:
    """Return the same for what is a zip archive inside, as most documents of offices are."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size <= _LONGEST_TYPE:
                return _TYPES.get(archive.read("mimetype").decode("ascii", "replace").strip(), "")
    except BROKEN:
        return ""  # the reader of archives says what is wrong with it
    if "[Content_Types].xml" not in names:
        return ""
    return next((name for part, name in _PARTS.items() if part in names), "")
