"""Bytes of unknown or wrongly declared encoding become text, without losing a byte silently.

What a file declares is believed only where its bytes agree.  A stray byte that is not of the encoding is read
as Windows-1252, since that is what editors of the time pasted into UTF-8 blogs.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path

from anthology.errors import SourceError, unreadable

BLOCK = 1024 * 1024
"""Bytes read at a time."""
TEXT_LIMIT = 64 * 1024 * 1024
"""Bytes of the largest file that is read whole."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Superset encodings, as browsers read them (WHATWG Encoding Standard, "Names and labels").
_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
# Python knows codecs that are no character sets (zlib, unicode_escape): a file may only name these families.
_CHARACTER_SET = re.compile(
    r"(?:utf[-_]?(?:8|16|32)(?:[-_]?[lb]e)?|us-ascii|ascii|iso[-_]?8859[-_]?\d+|latin-?\d+|(?:windows|cp)[-_]?\d+"
    r"|koi8[-_][ru]|gb2312|gbk|gb18030|big5(?:-hkscs)?|shift[-_]?jis|sjis|euc[-_](?:jp|kr)|iso-2022-jp|mac(?:intosh|[-_]roman)"
    r"|tis-620)",
    re.I,
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNREADABLE = 0.1


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    if error.encoding.startswith(("utf-16", "utf-32")):
        return "\ufffd", error.end
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("anthology.stray", _read_stray_bytes)


def detect(path: Path, head: bytes) -> str:
    """Tell the encoding of a file from its first bytes and, where those are doubtful, from all of it.

    Args:
        path: The file.
        head: Its first bytes, at least 512 of them where it has so many.

    Returns:
        Name of a Python codec.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    zeros = head[:4].count(0)
    if zeros and len(head) >= 4:
        little = head[0] != 0
        return (
            ("utf-16-le" if little else "utf-16-be")
            if zeros < 3
            else ("utf-32-le" if little else "utf-32-be")
        )
    match = _DECLARED.search(head[:1024]) or _META.search(head[:4096])
    declared = match.group(1).decode("ascii") if match else "utf-8"
    name = _known(declared)
    if name in ("utf-8", "iso2022_jp"):
        return name
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"  # the bytes are single, whatever the declaration says
    return "utf-8" if _is_utf8(path) else name


def _known(label: str) -> str:
    if not _CHARACTER_SET.fullmatch(label):
        return "utf-8"
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return "utf-8"
    return _WIDER.get(name, name)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def text_blocks(path: Path) -> Iterator[str]:
    """Yield the text of a file piece by piece, with Unix line ends and without control characters.

    Raises:
        SourceError: Where the file cannot be opened or is no text in any encoding tried.
    """
    with _opened(path) as file:
        encoding = detect(path, file.peek(BLOCK)[:BLOCK])
        decode = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(encoding)("anthology.stray"), translate=True
        ).decode
        while block := file.read(BLOCK):
            yield _cleaned(decode(block), path, encoding)
        if rest := decode(b"", final=True):
            yield rest


def read_text(path: Path, limit: int = TEXT_LIMIT) -> str:
    """Return the text of a whole file, decoded and cleaned as by `text_blocks`.

    Raises:
        SourceError: Where it cannot be opened, is no text, or is larger than `limit` bytes.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path.as_posix()) from error
    if size > limit:
        raise SourceError(
            f"is {size // 2**20} MB large; at most {limit // 2**20} MB of this format are read",
            path.as_posix(),
            "Split it into smaller files.",
        )
    return "".join(text_blocks(path))


def _opened(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


def _cleaned(text: str, path: Path, encoding: str) -> str:
    clean, dropped = _CONTROL.subn("", text)
    if dropped + clean.count("\ufffd") > _UNREADABLE * max(len(text), 40):
        tried = encoding if encoding.startswith("utf-16") else f"{encoding} and windows-1252"
        raise SourceError(
            f"is not text in any encoding tried ({tried})",
            path.as_posix(),
            "Save it as UTF-8, or take it out of the source.",
        )
    return clean
