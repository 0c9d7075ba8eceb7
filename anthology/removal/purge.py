"""Taking a post down: out of everything that the tool keeps or made, at once and for good.

What was made (`build/`, the generated pages) is removed as a whole, since the post may be anywhere in it; the
next build makes it anew.  Files that people put into the project are never touched: they are named.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anthology import pages
from anthology.config import Project
from anthology.curation import entomb
from anthology.errors import AnthologyError, ConfigError, SourceError
from anthology.files import write_atomically
from anthology.knowledge.identity import post_ids
from anthology.linkcheck.verdicts import forget, verdicts_file
from anthology.lock import BOOK, LINKS
from anthology.model import Catalogue, Entry, Post, Source, Tombstone
from anthology.removal.remains import Place, find_remains
from anthology.sources import json_feed
from anthology.sources.boundaries import NONE
from anthology.sources.kept import posts_in
from anthology.sources.picture_index import load_index, pictures_folder, save_index
from anthology.takedown import Tombstones, prints_of
from anthology.takedown.prints import place_prints

_MARKER = "taken-down.json"
_LEAST_NAME = 5


@dataclass(slots=True)
class Removal:
    """What was removed and what is left.

    Attributes:
        posts: Ids of the posts, their copies among them.
        files: Files of the archive and of `conf/` that were removed, relative to the project.
        made: How many generated pages, and files and folders of `build/`, were removed.
        conflicts: Generated pages that a person changed, left as they are.
        remains: Files of people that still hold a post, or name it.
    """

    posts: tuple[str, ...]
    files: list[str] = field(default_factory=list)
    made: int = 0
    conflicts: list[str] = field(default_factory=list)
    remains: tuple[Place, ...] = ()


def take_down(
    project: Project, catalogue: Catalogue, entries: Sequence[Entry], named: Iterable[Post], reason: str
) -> Removal:
    """Take posts down, with all their copies.

    Args:
        project: The project.
        catalogue: All its posts.
        entries: All posts as their sources gave them.
        named: The posts to take down.
        reason: Why, for those who come after.

    Returns:
        What was done, and what the editor has to do.

    Raises:
        AnthologyError: If the reason itself names a post or its author, or a source changed meanwhile.
        OSError: If something cannot be removed.
    """
    ids = _with_copies(catalogue, [post.id for post in named])
    gone = [post for post in catalogue.posts if post.id in ids]
    _check_reason(reason, gone)
    by_id = dict(zip(post_ids(entries), entries, strict=True))
    lost = [post.id for post in gone if post.id not in by_id]
    if lost:
        raise AnthologyError(
            f"the source of {lost[0]} changed while it was read",
            remedy="Say it again when nothing changes it.",
        )
    others = [entry for id_, entry in by_id.items() if id_ not in ids]
    shared = {one for entry in others for one in place_prints(entry)}
    stones = [
        Tombstone(
            post.id,
            reason,
            prints_of(
                by_id[post.id],
                (post.id, post.title or "", post.source_title or "", post.slug, post.docname),
                shared,
            ),
        )
        for post in gone
    ]
    removal = Removal(tuple(post.id for post in gone))
    removal.files += _remove_pictures(project, gone, [post for post in catalogue.posts if post.id not in ids])
    entomb(project.conf / "decisions.toml", stones)
    enforce(project, Tombstones(stones), removal)
    removal.remains = tuple(find_remains(project.folder, gone, [by_id[post.id] for post in gone], others))
    return removal


def enforce(project: Project, tombstones: Tombstones, removal: Removal | None = None) -> bool:
    """Remove what is still kept of posts that were taken down, unless that was done before.

    So a take-down that another editor decided, or that was interrupted, is done by the next build.

    Returns:
        Whether there was anything to be done.

    Raises:
        OSError: If something cannot be removed.
    """
    marker = project.build_dir / "cache" / _MARKER
    ids = sorted(stone.post for stone in tombstones)
    done = _read_marker(marker)
    if done.issuperset(ids):
        return False
    removal = removal or Removal(tuple(ids))
    removal.files += _remove_from_archive(project, tombstones)
    removal.files += _remove_edits(project, ids)
    forget(verdicts_file(project.folder), tombstones.has_address)
    report = pages.clean(project.source_dir, tombstones.has_name)
    removal.conflicts += [conflict.path for conflict in report.conflicts]
    removal.made += len(report.removed) + _empty(project.build_dir)
    write_atomically(marker, json.dumps(sorted(done.union(ids)), indent=0).encode())
    return True


def _read_marker(path: Path) -> set[str]:
    try:
        return set(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return set()


def _with_copies(catalogue: Catalogue, ids: Iterable[str]) -> set[str]:
    """Return ids of posts and of all their copies: what is taken down must not stay by another route."""
    kept = {post.id: post.duplicate_of or post.id for post in catalogue.posts}
    groups = {kept[one] for one in ids}
    return {one for one, group in kept.items() if group in groups}


def _check_reason(reason: str, gone: Iterable[Post]) -> None:
    said = " ".join(reason.casefold().split())
    for post in gone:
        for name in (post.title, post.source_title, post.url, *(author.name for author in post.authors)):
            word = " ".join((name or "").casefold().split())
            if len(word) >= _LEAST_NAME and word in said:
                raise ConfigError(
                    f"the reason says “{name}”, and stays when the post is gone",
                    remedy="Give a reason that names neither the post nor its author.",
                )


def _remove_from_archive(project: Project, tombstones: Tombstones) -> list[str]:
    """Remove the posts from what `fetch` kept, in all their versions."""
    keys = {stone.post.rpartition("-")[2] for stone in tombstones}
    removed = []
    for folder in sorted((project.source_dir / "archive").rglob("posts")):
        feed = folder.parent
        files = posts_in(feed) if (feed / "feed.json").is_file() else []
        for path in files:
            if path.stem.rpartition("-")[2] in keys or _is_of(path, tombstones):
                path.unlink()
                earlier = feed / "earlier" / path.stem
                shutil.rmtree(earlier, ignore_errors=not earlier.exists())
                removed.append(path.relative_to(project.folder).as_posix())
    return removed


def _is_of(path: Path, tombstones: Tombstones) -> bool:
    source = Source(path.parent.parent.name, "")
    try:
        return any(tombstones.covers(entry) for entry in json_feed.read(source, path, NONE))
    except SourceError:
        return False


def _remove_edits(project: Project, ids: Iterable[str]) -> list[str]:
    found = [path for id_ in ids if (path := project.conf / "edits" / f"{id_}.md").is_file()]
    for path in found:
        path.unlink()
    return [path.relative_to(project.folder).as_posix() for path in found]


def _remove_pictures(project: Project, gone: Iterable[Post], kept: Collection[Post]) -> list[str]:
    """Remove fetched pictures that no other post shows."""
    folder = pictures_folder(project.folder)
    index = load_index(folder)
    names = {a.name for p in gone for a in p.assets} - {a.name for p in kept for a in p.assets}
    shown = {address for post in gone for address in post.body.pictures}
    shown -= {address for post in kept for address in post.body.pictures}
    rows = {address: p for address, p in index.items() if p.file not in names and address not in shown}
    if len(rows) < len(index):
        save_index(folder, rows)
    removed = []
    for name in sorted(names):
        path = folder / name
        if path.is_file():
            path.unlink()
            removed.append(path.relative_to(project.folder).as_posix())
    return removed


def _empty(folder: Path) -> int:
    """Remove everything in `build/` but the locks, which runs hold; return how much it was."""
    found = [path for path in folder.iterdir() if path.name not in (BOOK, LINKS)] if folder.is_dir() else []
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return len(found)
