"""Writing the generated part of the source folder, and taking it away again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anthology.each import Each, in_turn
from anthology.export import Record
from anthology.files import write_atomically
from anthology.knowledge.links import internalise
from anthology.model import Catalogue, Post
from anthology.pages.catalogue_file import (
    CATALOGUE_FILE,
    BookInfo,
    DeadLinks,
    catalogue_bytes,
    catalogue_data,
    shown_records,
)
from anthology.pages.list_pages import list_pages
from anthology.pages.manifest import MANIFEST_FILE, SCRATCH_FILE, Manifest, digest
from anthology.pages.post_page import post_page
from anthology.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that was left alone because it is a person's.

    Attributes:
        path: Relative to the source folder.
        what: What the matter is, for the editor.
        remedy: How to keep the change, and how to be rid of it.
    """

    path: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}\n  {self.remedy}"


@dataclass(slots=True)
class WriteReport:
    """What `write` did; paths are relative to the source folder.

    Attributes:
        written: New or changed files.
        unchanged: How many files were already right.
        removed: Generated files that nothing needs any more.
        conflicts: Files that a person wrote or changed, left as they are.
        missing: Pictures whose file could not be read.
    """

    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def write(
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    source_dir: Path,
    book: BookInfo,
    *,
    dead: DeadLinks = DeadLinks(),  # noqa: B008 - frozen
    each: Each = in_turn,
) -> WriteReport:
    """Bring the generated files of a source folder up to date.

    A file is written only when its bytes change, so that Sphinx reads again only what is new.

    Args:
        catalogue: All posts and what ties them.
        vocabulary: The community's cycles, topics and projects.
        source_dir: The folder that Sphinx reads.
        book: What the book says about itself.
        dead: Which links lead nowhere any more, and where copies are.
        each: How to make the page of each post, which is most of the work.

    Returns:
        What was done, and what was left alone because it belongs to a person.
    """
    report = WriteReport()
    manifest = Manifest(source_dir)
    wanted: set[str] = set()
    records = shown_records(catalogue)
    data = catalogue_data(catalogue, records, vocabulary, book, dead)

    for path, content in _all_pages(catalogue, data, each):
        wanted.add(path)
        _put(manifest, path, content, report)
    for name, (origin, page) in _pictures(catalogue).items():
        path = f"pictures/{name}"
        wanted.add(path)
        if path in manifest.files and (source_dir / path).is_file():
            report.unchanged += 1
            continue
        try:
            content = origin.read_bytes()
        except OSError as error:
            report.missing.append(f"{page}.md: its picture {origin}: {error.strerror}")
            continue
        _put(manifest, path, content, report)
    _remove_stale(manifest, wanted, report)

    content = catalogue_bytes(data)
    if manifest.read(CATALOGUE_FILE) != content:
        write_atomically(source_dir / CATALOGUE_FILE, content, source_dir / SCRATCH_FILE)
    manifest.save()
    return report


def clean(source_dir: Path, discard: Callable[[str], bool] | None = None) -> WriteReport:
    """Remove exactly what `write` generated; report what a person changed since and leave it.

    Args:
        source_dir: The folder that Sphinx reads.
        discard: Tells of a docname that its page goes whoever changed it.
    """
    report = WriteReport()
    manifest = Manifest(source_dir)
    for path in [p for p in manifest.files if discard and discard(p.removesuffix(".md"))]:
        manifest.remove(path)
        report.removed.append(path)
    _remove_stale(manifest, set(), report)
    if manifest.files:
        manifest.save()
        (source_dir / CATALOGUE_FILE).unlink(missing_ok=True)
    elif (source_dir / MANIFEST_FILE).is_file():
        shutil.rmtree((source_dir / MANIFEST_FILE).parent)
    return report


def _all_pages(catalogue: Catalogue, data: Mapping[str, Any], each: Each) -> Iterator[tuple[str, bytes]]:
    shown = catalogue.shown()
    pages = (
        (record, post.body.myst, _targets(post, catalogue))
        for post, record in zip(shown, data["posts"], strict=True)
    )
    for post, page in zip(shown, each(page_of, pages), strict=True):
        yield f"{post.docname}.md", page
    for path, text in list_pages(data):
        yield path, text.encode("utf-8", "replace")


def page_of(record: Record, myst: str, targets: Mapping[str, str]) -> bytes:
    """Return a post's page, with references in the place of addresses of other posts of the book.

    Args:
        record: The post without its body.
        myst: Its body.
        targets: What the references say, by address.
    """
    return post_page(record, internalise(myst, targets) if targets else myst).encode()


def _targets(post: Post, catalogue: Catalogue) -> dict[str, str]:
    return {url: f"/{docname}.md" for url, docname in catalogue.internal.get(post.id, {}).items()}


def _pictures(catalogue: Catalogue) -> dict[str, tuple[Path, str]]:
    """Return where each picture is and a page that shows it."""
    return {asset.name: (asset.path, post.docname) for post in catalogue.shown() for asset in post.assets}


def _put(manifest: Manifest, path: str, content: bytes, report: WriteReport) -> None:
    """Write one file unless it is right already or a person's."""
    before = manifest.read(path)
    if before == content:
        manifest.files[path] = digest(content)
        report.unchanged += 1
        return
    state = manifest.state(path, before)
    if state in ("absent", "ours"):
        manifest.write(path, content)
        report.written.append(path)
    elif state == "changed":
        report.conflicts.append(_changed(path))
    else:
        report.conflicts.append(
            Conflict(
                path,
                "a file that anthology did not write stands where a generated page belongs",
                f"Move it to another name, or run `anthology adopt source/{path}` to publish it instead.",
            )
        )


def _changed(path: str) -> Conflict:
    return Conflict(
        path,
        "was changed by hand, so it was not written again",
        f"Run `anthology adopt source/{path}` to keep the change for good, or delete the file.",
    )


def _remove_stale(manifest: Manifest, wanted: set[str], report: WriteReport) -> None:
    for path in [p for p in manifest.files if p not in wanted]:
        content = manifest.read(path)
        if manifest.state(path, content) == "changed":
            report.conflicts.append(
                Conflict(
                    path,
                    "was changed by hand, so it was not removed with the other pages nothing needs any more",
                    f"Run `anthology adopt source/{path}` to keep it, or delete it.",
                )
            )
        else:
            manifest.remove(path)
            if content is not None:
                report.removed.append(path)
