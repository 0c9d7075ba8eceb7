"""`build/report.json`: what a build read, made, lost and complained of, for programs and for later.

The same project gives the same report but for `run`, where everything stands that differs from one run to the
next.  The guide describes the fields; `VERSION` grows when one changes its meaning or goes.
"""

from __future__ import annotations

import json
import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from anthology import __version__
from anthology.config import Project
from anthology.files import write_atomically
from anthology.model import Catalogue, Post
from anthology.pages import WriteReport
from anthology.pipeline import Corpus
from anthology.progress import Stage
from anthology.publish import Output
from anthology.report import REPORT_FILE

VERSION = 1

_LIBRARIES = ("sphinx", "myst-parser", "docutils", "sphinx-book-theme", "typst", "feedparser", "markdownify")
_TYPE = re.compile(r"\s*\[(?P<type>[\w.]+)\]\s*\Z")
_PAGE = re.compile(r"\bposts/[\w-]+/[\w-]+")


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning with the post that it is about.

    Attributes:
        text: What was said.
        type: Its name in settings, such as `anthology.print_glyph`; empty where it has none.
        post: The post, if it is about one.
    """

    text: str
    type: str
    post: Post | None

    def __str__(self) -> str:
        return f"{self.text}\n  in {self.post.id}, from {self.post.origin}" if self.post else self.text


def warned(texts: Iterable[str], catalogue: Catalogue) -> list[Warned]:
    """Find the posts that warnings are about, by their pages or ids; each warning once."""
    by_name: dict[str, Post] = {post.id: post for post in catalogue.posts}
    by_name |= {post.docname: post for post in catalogue.shown()}
    found = []
    for text in dict.fromkeys(texts):
        kind = _TYPE.search(text)
        names = _PAGE.findall(text) or re.findall(r"[a-z0-9-]+-[0-9a-f]{12}\b", text)
        post = next((by_name[name] for name in names if name in by_name), None)
        found.append(Warned(text, kind["type"] if kind else "", post))
    return found


def write_report(
    project: Project,
    corpus: Corpus,
    written: WriteReport,
    outputs: Sequence[Output],
    *,
    warnings: Sequence[Warned],
    stages: Sequence[Stage],
) -> Path:
    """Write the report of a build that came to its end.

    Raises:
        OSError: If it cannot be written.
    """
    path = project.build_dir / REPORT_FILE
    report = {
        **_facts(project, corpus, warnings),
        "conflicts": [
            {"page": one.path, "text": one.what, "remedy": one.remedy} for one in written.conflicts
        ],
        "outputs": [_output(project, output) for output in outputs],
        "versions": _versions(),
        "run": {
            "pages": {
                "written": len(written.written),
                "removed": len(written.removed),
                "unchanged": written.unchanged,
            },
            "seconds": round(sum(stage.seconds for stage in stages), 3),
            "stages": [
                {"stage": stage.name, "count": stage.count, "seconds": round(stage.seconds, 3)}
                for stage in stages
            ],
        },
    }
    content = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, content.encode("utf-8", "replace"))
    return path


def _facts(project: Project, corpus: Corpus, warnings: Sequence[Warned]) -> dict[str, Any]:
    catalogue = corpus.catalogue
    posts, shown = catalogue.posts, catalogue.shown()
    read = Counter(post.source.id for post in posts)
    losses = [
        {**_post(post), "what": loss.what, "where": loss.where, "why": loss.why}
        for post in shown
        for loss in post.losses
    ]
    doubts = [
        {**_post(one.post), "type": one.type, "text": one.text}
        for one in warned(catalogue.warnings, catalogue)
    ]
    return {
        "version": VERSION,
        "title": project.settings.book.title,
        "counts": {
            "read": len(posts) + sum(one.whole for one in corpus.left_out),
            "shown": len(shown),
            "new": sum(post.status == "new" for post in shown),
            "copies": sum(post.duplicate_of is not None for post in posts),
            "rejected": sum(post.status == "rejected" and post.duplicate_of is None for post in posts),
            "taken_down": sum(one.whole for one in corpus.left_out),
            "authors": len({author.id for post in shown for author in post.authors}),
            "losses": len(losses),
            "warnings": len(warnings),
            "doubts": len(doubts),
            "passed_over": len(corpus.passed_over),
            "problems": len(corpus.problems),
        },
        "sources": [{"id": source.id, "posts": read[source.id]} for source in project.sources],
        "passed_over": [
            {"source": one.source, "file": one.file, "post": one.post or None, "why": one.why}
            for one in corpus.passed_over
        ],
        "problems": [{"text": one.what, "where": one.where, "remedy": one.remedy} for one in corpus.problems],
        "warnings": [{**_post(one.post), "type": one.type, "text": one.text} for one in warnings],
        "doubts": doubts,
        "losses": losses,
    }


def _post(post: Post | None) -> dict[str, str | None]:
    return {"post": post.id if post else None, "origin": str(post.origin) if post else None}


def _output(project: Project, output: Output) -> Mapping[str, object]:
    size = output.path.stat().st_size
    return {
        "format": output.format,
        "file": output.path.relative_to(project.folder).as_posix(),
        "bytes": size,
        "detail": output.detail,
    }


def _versions() -> dict[str, str]:
    found = {"anthology": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an editor's own copy of a library
            continue
    return found
