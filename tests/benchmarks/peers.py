"""Other generators on the same posts, each as its own beginner's guide sets it up.

All get the posts as Markdown files with a title, a date, an author and a category where they know such
things; links between posts are those of the blogs, which none of them resolves.  Sphinx's themes get a
table of contents by year, ablog and the blog generators make their own archives, and the site generators
without blogs take their navigation from folders, one a year.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.made_posts import Made

PACKAGES = (
    "sphinx>=9.0,<9.1",
    "myst-parser>=5,<6",
    "sphinx-book-theme",
    "furo",
    "ablog",
    "pelican[markdown]",
    "nikola",
    "mkdocs-material",
    "zensical",
)
NAMES = ("sphinx", "sphinx-book-theme", "furo", "ablog", "pelican", "nikola", "mkdocs-material", "zensical")

Command = list[str | Path]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another generator.

    Attributes:
        name: As the table calls it.
        note: What is not as it comes; empty for nothing.
        prepare: Writes a site of these posts into a folder.
        command: What builds it there, given the folder of the environment's programs.
    """

    name: str
    note: str
    prepare: Callable[[Path, Sequence[Made], Path], None]
    command: Callable[[Path], Command]


def install(folder: Path) -> Path:
    """Make an environment with all peers, unless it is there; return the folder of its programs."""
    if not (folder / "bin" / "zensical").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", *PACKAGES], check=True)
    return folder / "bin"


def installed(programs: Path) -> dict[str, str]:
    """Return the peers' versions by name."""
    command = [programs / "pip", "list", "--format=json"]
    listed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    known = {entry["name"].lower(): entry["version"] for entry in listed}
    return {name: known[name] for name in NAMES if name in known}


def _by_year(posts: Iterable[Made]) -> dict[str, list[Made]]:
    years: dict[str, list[Made]] = {}
    for post in posts:
        years.setdefault(post.date[:4], []).append(post)
    return dict(sorted(years.items()))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _sphinx(theme: str) -> Callable[[Path, Sequence[Made], Path], None]:
    def prepare(folder: Path, posts: Sequence[Made], programs: Path) -> None:
        _write(
            folder / "conf.py", f'project = "Made up"\nextensions = ["myst_parser"]\nhtml_theme = "{theme}"\n'
        )
        years = _by_year(posts)
        for year, members in years.items():
            names = "\n".join(f"/posts/{post.number}" for post in members)
            _write(folder / "years" / f"{year}.md", f"# {year}\n\n```{{toctree}}\n{names}\n```\n")
        listed = "\n".join(f"years/{year}" for year in years)
        _write(folder / "index.md", f"# Made up\n\n```{{toctree}}\n{listed}\n```\n")
        for post in posts:
            _write(folder / "posts" / f"{post.number}.md", f"# {post.title}\n\n{post.markdown}")

    return prepare


def _ablog(folder: Path, posts: Sequence[Made], programs: Path) -> None:
    _write(
        folder / "conf.py",
        'project = blog_title = "Made up"\nextensions = ["ablog", "myst_parser"]\nhtml_theme = "alabaster"\n'
        'blog_baseurl = "https://blog.example/"\nblog_post_pattern = "posts/*.md"\nblog_path = "blog"\n',
    )
    _write(folder / "index.md", "# Made up\n\n```{postlist} 10\n```\n")
    for post in posts:
        head = f"date: {post.date}\nauthor: {post.author}\ncategory: {post.blog}\n"
        _write(
            folder / "posts" / f"{post.number}.md",
            f"---\nblogpost: true\n{head}---\n\n# {post.title}\n\n{post.markdown}",
        )


def _pelican(folder: Path, posts: Sequence[Made], programs: Path) -> None:
    _write(
        folder / "pelicanconf.py",
        'AUTHOR = "Its editors"\nSITENAME = "Made up"\nSITEURL = ""\nPATH = "content"\nTIMEZONE = "UTC"\n'
        'DEFAULT_LANG = "en"\nDEFAULT_PAGINATION = 10\n'
        # As it comes, page 2 of "Blog 1" is written over page 1 of "Blog 12".
        'PAGINATION_PATTERNS = [(1, "{url}", "{save_as}"), '
        '(2, "{name}-page{number}{extension}", "{name}-page{number}{extension}")]\n',
    )
    for post in posts:
        head = f"Title: {post.title}\nDate: {post.date}\nCategory: {post.blog}\nAuthor: {post.author}\n"
        _write(folder / "content" / f"{post.number}.md", f"{head}Slug: {post.number}\n\n{post.markdown}")


def _nikola(folder: Path, posts: Sequence[Made], programs: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [programs / "nikola", "init", "-q", folder.name],
        cwd=folder.parent,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for post in posts:
        head = f".. title: {post.title}\n.. slug: {post.number}\n.. date: {post.date} 10:00:00 UTC\n"
        head += f".. author: {post.author}\n.. category: {post.blog}\n"
        _write(folder / "posts" / f"{post.number}.md", f"<!--\n{head}-->\n\n{post.markdown}")


def _material(folder: Path, posts: Sequence[Made], programs: Path) -> None:
    _write(
        folder / "mkdocs.yml",
        "site_name: Made up\nsite_url: https://blog.example/\n"
        "theme:\n  name: material\n  features: [navigation.prune]\n",
    )
    _write(folder / "docs" / "index.md", "# Made up\n")
    for post in posts:
        _write(folder / "docs" / post.date[:4] / f"{post.number}.md", f"# {post.title}\n\n{post.markdown}")


PEERS = (
    Peer(
        "Pelican",
        "with names of their own for later pages of lists, which would overwrite others",
        _pelican,
        lambda bin: [bin / "pelican", "-q", "-s", "pelicanconf.py"],
    ),
    Peer("Nikola", "", _nikola, lambda bin: [bin / "nikola", "build"]),
    Peer(
        "mkdocs-material",
        "with `navigation.prune`, as its guide advises for large sites",
        _material,
        lambda bin: [bin / "mkdocs", "build", "-q"],
    ),
    Peer("Zensical", "the same site", _material, lambda bin: [bin / "zensical", "build"]),
    Peer("ablog", "theme alabaster", _ablog, lambda bin: [bin / "sphinx-build", "-q", ".", "_site"]),
    Peer("Sphinx, furo", "", _sphinx("furo"), lambda bin: [bin / "sphinx-build", "-q", ".", "_site"]),
    Peer(
        "Sphinx, sphinx-book-theme",
        "",
        _sphinx("sphinx_book_theme"),
        lambda bin: [bin / "sphinx-build", "-q", ".", "_site"],
    ),
)
