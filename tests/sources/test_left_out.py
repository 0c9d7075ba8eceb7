"""What a source holds and the book does not: each file and post of it is named."""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from anthology.errors import SourceError
from anthology.model import Source
from anthology.sources import read
from anthology.sources.drafts import left_out_as
from anthology.sources.passed_over import DRAFT, EMPTY, NO_POSTS, UNKNOWN, PassedOver, summaries

HERE = Path(__file__).parent
PRESS = HERE / "wxr" / "press.xml"
OPEN = "application/vnd.oasis.opendocument."
DOCUMENTS: dict[str, tuple[str, bytes | dict[str, str]]] = {
    "a.docx": ("a Word document", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
    "a.xlsx": ("an Excel table", {"xl/workbook.xml": "<w/>", "[Content_Types].xml": "<Types/>"}),
    "a.pptx": ("PowerPoint slides", {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}),
    "a.odt": ("an OpenDocument text", {"mimetype": OPEN + "text", "content.xml": "<o/>"}),
    "a.ods": ("an OpenDocument table", {"mimetype": OPEN + "spreadsheet"}),
    "a.epub": ("an EPUB", {"mimetype": "application/epub+zip\n", "one.xhtml": "<html/>"}),
    "a.pdf": ("a PDF", b"%PDF-1.7\n%\xe2\xe3\n"),
    "a.rtf": ("a rich text document (RTF)", b"{\\rtf1 Hello}"),
    "a.doc": (
        "a document of an old Word, Excel or PowerPoint",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    ),
    "a.eml": ("mail", b"Received: from a\n\tby b\nFrom: Ann <a@example.org>\nSubject: Hello\n\nWords.\n"),
    "a.mbox": (
        "mail",
        b"From ann at example.org  Tue May 21 14:30:00 2013\nFrom: ann\nSubject: Hello\n\nHi.\n",
    ),
    "a.jpeg": ("a picture", b"\xff\xd8\xff\xe0" + bytes(64)),
}
"""What people call each file, and what it holds."""


def pack(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def write(folder: Path, name: str) -> Path:
    held = DOCUMENTS[name][1]
    path = folder / name
    if isinstance(held, bytes):
        path.write_bytes(held)
        return path
    return pack(path, held)


def told(source: Source, project: Path) -> list[PassedOver]:
    passed: list[PassedOver] = []
    with contextlib.suppress(SourceError):
        list(read(source, project, note=passed.append))
    return passed


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_called_what_it_is(name: str, tmp_path: Path) -> None:
    write(tmp_path, name)
    with pytest.raises(SourceError) as caught:
        list(read(Source("s", "S", name), tmp_path))
    assert str(caught.value).startswith(f"{name}: is {DOCUMENTS[name][0]}, of which no posts can be made")
    assert "save it as HTML or as plain text" in str(caught.value)


def test_documents_in_a_folder_are_passed_over_by_name(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "post.md").write_text("# A post\n\nWords.\n")
    for name in DOCUMENTS:
        write(tmp_path / "posts", name)
    whys = {Path(one.file).name: one.why for one in told(Source("s", "S", "posts"), tmp_path)}
    assert whys == {name: kind for name, (kind, _) in DOCUMENTS.items() if name != "a.jpeg"}


def test_an_archive_of_posts_is_still_one(tmp_path: Path) -> None:
    files = {"mimetype": "text/plain", "word/post.md": "# A post\n\nWords.\n", "[Content_Types].xml": "<x/>"}
    pack(tmp_path / "a.zip", files)
    passed: list[PassedOver] = []
    entries = list(read(Source("s", "S", "a.zip"), tmp_path, note=passed.append))
    assert [entry.title for entry in entries] == ["A post"]


@pytest.mark.parametrize("harm", ["encrypted", "damaged"])
def test_a_document_that_cannot_be_looked_into_is_a_broken_archive(harm: str, tmp_path: Path) -> None:
    raw = bytearray(
        pack(tmp_path / "whole.zip", {"mimetype": OPEN + "text", "content.xml": "<o/>"}).read_bytes()
    )
    if harm == "encrypted":
        for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            raw[raw.index(mark) + flags] |= 1
    else:
        raw[raw.index(b"PK\x01\x02") + 10] = zipfile.ZIP_DEFLATED
        raw[raw.index(b"PK\x03\x04") + 8] = zipfile.ZIP_DEFLATED
    (tmp_path / "a.zip").write_bytes(raw)
    with pytest.raises(SourceError, match="is a broken archive"):
        list(read(Source("s", "S", "a.zip"), tmp_path))


def test_no_file_of_an_archive_is_passed_over_without_a_word(tmp_path: Path) -> None:
    shutil.copy(PRESS, tmp_path / "press.xml")
    pack(
        tmp_path / "a.zip",
        {
            "post.md": "# A post\n\nWords.\n",
            "data.csv": "a,b\n1,2\n",
            "deep/empty.md": "",
            "draft.md": "---\ntitle: Not yet\ndraft: true\n---\nWords.\n",
            "feed.xml": "<rss version='2.0'><channel><title>Nothing</title></channel></rss>",
            "inner.zip": "PK\x05\x06" + "\0" * 18,
            "style.css": "p {}",
            "__MACOSX/post.md": "x",
            ".hidden": "x",
            "press.xml": PRESS.read_text("utf-8"),
        },
    )
    assert [(one.file, one.why, one.post) for one in told(Source("s", "S", "a.zip"), tmp_path)] == [
        ("a.zip/press.xml", "draft", "A draft"),
        ("a.zip/press.xml", "page", "A page"),
        ("a.zip/data.csv", UNKNOWN, ""),
        ("a.zip/deep/empty.md", EMPTY, ""),
        ("a.zip/draft.md", DRAFT, ""),
        ("a.zip/feed.xml", NO_POSTS, ""),
        ("a.zip/inner.zip", "an archive inside an archive", ""),
    ]


@pytest.mark.parametrize(
    ("path", "wanted", "left_out"),
    [
        (PRESS, {}, ["draft: A draft", "page: A page"]),
        (PRESS, {"statuses": ("publish", "draft")}, ["page: A page"]),
        (PRESS, {"types": ("post", "page")}, ["draft: A draft"]),
        (PRESS, {"statuses": ("publish", "draft"), "types": ("post", "page")}, []),
        (HERE / "blogger" / "export.xml", {}, ["draft: Not yet"]),
        (HERE / "blogger" / "export.xml", {"statuses": ("publish", "draft")}, []),
    ],
)
def test_posts_that_a_source_does_not_want_are_named(
    path: Path, wanted: dict[str, Any], left_out: list[str]
) -> None:
    passed = told(Source("s", "S", path.as_posix(), **wanted), HERE)
    assert [f"{one.why}: {one.post}" for one in passed] == left_out


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("post", "draft", "draft"),
        ("post", "private", "private post"),
        ("page", "publish", "page"),
        ("page", "draft", "draft page"),
        ("portfolio", "publish", "portfolio"),
        ("post", "trash", ""),
        ("post", "auto-draft", ""),
        ("attachment", "inherit", ""),
        ("wp_global_styles", "publish", ""),
        ("nav_menu_item", "publish", ""),
    ],
)
def test_what_exports_hold_besides_posts(kind: str, status: str, said: str) -> None:
    assert left_out_as(kind, status) == said


def test_an_export_of_nothing_but_drafts_says_which_setting_lets_them_in(tmp_path: Path) -> None:
    text = PRESS.read_text("utf-8").replace("<wp:status>publish<", "<wp:status>draft<")
    (tmp_path / "a.xml").write_text(text, "utf-8")
    with pytest.raises(SourceError, match="`statuses` or `types`"):
        list(read(Source("s", "S", "a.xml"), tmp_path))


def test_a_line_counts_them(tmp_path: Path) -> None:
    shutil.copy(PRESS, tmp_path / "press.xml")
    assert summaries(told(Source("s", "S", "press.xml"), tmp_path)) == [
        "left out of press.xml: 1 draft, 1 page (A draft, A page); "
        "`statuses` and `types` of the source let them in"
    ]
