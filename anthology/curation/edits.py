"""Pages that an editor took over: `conf/edits/<post id>.md`, made by `anthology adopt`.

The file holds the body that readers see, below a short front matter:

    ---
    title: How an idea becomes a commit     # for human eyes
    was: 9f2c…                              # digest of the body that the edit began from
    ---

A post keeps its identity, its labels and its place; only its body is the editor's.  When its source says
something new, the digest no longer fits and the conflict is reported; nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from anthology.errors import ConfigError
from anthology.files import write_atomically
from anthology.model import Evidence, Post

_FILE = re.compile(r"---\n(?P<matter>.*?\n)---\n(?P<body>.*)", re.S)
_PAGE = re.compile(r"(?:---\n.*?\n---\n)?\s*(?:# (?P<title>[^\n]*)\n)?(?P<body>.*)", re.S)


@dataclass(frozen=True, slots=True)
class Edit:
    """An editor's body of a post.

    Attributes:
        body: MyST without page title.
        was: Digest of the converted body that the edit began from.
        where: The file.
    """

    body: str
    was: str
    where: str


def load_edits(folder: Path) -> dict[str, Edit]:
    """Read all edits, by post id; a folder that does not exist holds none.

    Raises:
        ConfigError: A file cannot be read or has no front matter.
    """
    edits = {}
    for path in sorted(folder.glob("*.md")):
        where = f"conf/{folder.name}/{path.name}"
        try:
            found = _FILE.fullmatch(path.read_text("utf-8"))
            # The base loader leaves dates and numbers as they were written.
            matter = yaml.load(found["matter"], Loader=yaml.BaseLoader) if found else None  # noqa: S506 - text only
        except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
            raise ConfigError(f"cannot be read: {error}", where) from error
        if found is None or not isinstance(matter, dict) or "was" not in matter:
            raise ConfigError(
                "has no front matter with `was`", where, "Delete the file and run `anthology adopt` again."
            )
        edits[path.stem] = Edit(found["body"].strip("\n"), str(matter["was"]), where)
    return edits


def apply_edits(posts: Sequence[Post], edits: Mapping[str, Edit]) -> tuple[list[Post], tuple[str, ...]]:
    """Put editors' bodies in the place of converted ones.

    Returns:
        All posts in order, and a warning for each edit whose post changed or is gone.
    """
    left = dict(edits)
    edited, warnings = [], []
    for post in posts:
        edit = left.pop(post.id, None)
        if edit is None:
            edited.append(post)
            continue
        if digest(post.body.myst) != edit.was:
            what = f"the source of {post.id} has changed since its page was edited"
            mend = f"compare and set `was: {digest(post.body.myst)}`"
            warnings.append(f"{edit.where}: {what}; {mend} [anthology.edit_conflict]")
        evidence = Evidence("body", 1.0, f"edited in {edit.where}")
        body = replace(post.body, myst=edit.body)
        edited.append(replace(post, body=body, evidence=(*post.evidence, evidence)))
    for edit in left.values():
        warnings.append(f"{edit.where}: there is no such post [anthology.edit_unknown_post]")
    return edited, tuple(warnings)


def adopt(folder: Path, post: Post, page: str, *, was: str) -> tuple[Path, str]:
    """Make an edit of a page as it stands in the source folder.

    Args:
        folder: `conf/edits`.
        post: The post whose page it is.
        page: The page's text, with or without front matter and title.
        was: Digest of the post's converted body.

    Returns:
        The file to edit from now on, and the title that the page shows (MyST; empty where it shows none).

    Raises:
        ConfigError: There is an edit of this post already.
    """
    path = folder / f"{post.id}.md"
    if path.exists():
        raise ConfigError("this post is edited already", f"conf/{folder.name}/{path.name}", "Edit that file.")
    found = _PAGE.fullmatch(page)
    title, body = (found["title"] or "", found["body"]) if found else ("", page)
    matter = yaml.safe_dump({"title": post.title or "", "was": was}, allow_unicode=True, sort_keys=False)
    write_atomically(path, f"---\n{matter}---\n\n{body.strip(chr(10))}\n".encode())
    return path, title


def digest(body: str) -> str:
    """Return what tells one body from another."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16]
