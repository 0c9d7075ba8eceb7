"""Starting a project: its files from templates, and those that build servers want."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import tomlkit

from anthology import __version__
from anthology.config import CONFIG_FILE
from anthology.conversion.myst import escape
from anthology.errors import ConfigError

VOCABULARIES = ("blank", "openstack")

PUBLISHERS: Mapping[str, Mapping[str, str]] = {
    "github": {
        "github.yml": ".github/workflows/book.yml",
        "github-fetch.yml": ".github/workflows/fetch.yml",
    },
    "gitlab": {"gitlab.yml": ".gitlab-ci.yml"},
    "readthedocs": {"readthedocs.yaml": ".readthedocs.yaml"},
}
"""The files of each place that builds and publishes: name of the template, path in the project."""

REQUIREMENTS = Path("requirements.txt")

_NOWHERE = """\
# What build servers install.  Here anthology came from a folder of this machine, which they do not have:
# put the address of a Git repository and a tag or commit into this line.
anthology @ git+https://REPOSITORY@TAG
"""


def make_project(folder: Path, title: str, vocabulary: str) -> int:
    """Make a new project that builds at once.

    Args:
        folder: A folder that is empty or does not exist.
        title: Title of the book.
        vocabulary: One of `VOCABULARIES`.

    Returns:
        How many files it has.

    Raises:
        ConfigError: If the folder has something in it, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError("is there already and not empty", str(folder), "Name a new folder.")
    template = files("anthology") / "templates" / "project"
    try:
        return _copy(template, folder, {"title": title, "vocabulary": vocabulary})
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", str(error.filename or folder)) from error


def is_project(folder: Path) -> bool:
    """Tell whether a folder is a project already."""
    return (folder / CONFIG_FILE).is_file()


def add_publishers(folder: Path, names: Collection[str]) -> list[Path]:
    """Write what places that build and publish want to find in a project.

    Args:
        folder: The project.
        names: Keys of `PUBLISHERS`.

    Returns:
        The new files, relative to the project.

    Raises:
        ConfigError: If one of them is there already, in which case none is written.
    """
    templates = files("anthology") / "templates" / "publishing"
    wanted = {
        Path(path): (templates / name).read_text("utf-8")
        for publisher in names
        for name, path in PUBLISHERS[publisher].items()
    }
    if there := next((path for path in wanted if (folder / path).exists()), None):
        raise ConfigError("is there already", str(folder / there), "Move it away, or leave it as it is.")
    if not (folder / REQUIREMENTS).exists():
        wanted[REQUIREMENTS] = requirement()
    for path, text in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return list(wanted)


def requirement() -> str:
    """Return what a build server installs to have this very version: where it came from, by PEP 610."""
    try:
        origin = json.loads(metadata.distribution("anthology").read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return _NOWHERE
    url = str(origin.get("url", ""))
    if vcs := origin.get("vcs_info"):
        return f"anthology @ {vcs['vcs']}+{url}@{vcs['commit_id']}\n"
    if not origin:
        return f"anthology=={__version__}\n"
    return f"anthology @ {url}\n" if url.startswith("https://") else _NOWHERE


def _copy(template: Traversable, target: Path, words: dict[str, str]) -> int:
    """Copy a folder of the package; `anthology.toml` and the front page have words to fill in."""
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for item in template.iterdir():
        name = ".gitignore" if item.name == "gitignore" else item.name
        if item.is_dir():
            if name != "__pycache__":
                count += _copy(item, target / name, words)
        else:
            text = item.read_text("utf-8")
            if name == "anthology.toml":
                text = Template(text).substitute(words, title=tomlkit.item(words["title"]).as_string())
            elif name == "index.md":
                text = Template(text).safe_substitute(words, title=escape(words["title"]))
            (target / name).write_text(text, "utf-8")
            count += 1
    return count
