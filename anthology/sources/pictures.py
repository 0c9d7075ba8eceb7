"""The pictures beside a Markdown file that it shows."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

from anthology.model import Asset, Loss

SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of the largest picture that is kept."""
UNPACKED_MARK = ".anthology-unpacked"
"""Name of the file that stands at the root of an unpacked archive."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*(.*)")
_SHOWN = re.compile(
    r"!\[[^\[\]]{0,1000}\]\(\s*(?:<([^<>\n]{1,1000})>|([^()\s]{1,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?))"
    r"|<img\s[^<>]{0,500}?\bsrc\s*=\s*[\"']([^\"'<>\n]{1,1000})[\"']"
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*(\S{1,1000})"
    r"|^ {0,3}[`:]{3,}[ \t]*\{(?:image|figure)\}[ \t]*(\S{1,1000})",
    re.M,
)
# Where site generators keep the files that a page names by an absolute path or a placeholder.
_STATIC = ("", "static", "content", "assets", "source", "public", "docs")
_PLACEHOLDER = re.compile(
    r"^(?:\{(?:static|filename|attach)\}|\|filename\||\{\{\s*site\.(?:base)?url\s*\}\})/?"
)
_UP = 6
# What stands at the root of a project, a site generator's site, a repository or an unpacked archive.
_ROOT_MARKS = (
    "conf/anthology.toml",
    "_config.yml",
    "_config.toml",
    "config.toml",
    "hugo.toml",
    "hugo.yaml",
    "pelicanconf.py",
    "conf.py",
    "myst.yml",
    ".git",
    UNPACKED_MARK,
)
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\0\0\x01\0", "ico"),
)


def pictures_of(body: str, path: Path) -> tuple[tuple[Asset, ...], tuple[Loss, ...]]:
    """Find the picture files that a Markdown body names by a path within its site.

    Args:
        body: Markdown.
        path: Its file, from which paths start.

    Returns:
        The pictures, and those that are not there.
    """
    assets: dict[str, Asset] = {}
    losses: dict[str, Loss] = {}
    root = _root(path).resolve()
    for found in _SHOWN.finditer(_outside_code(body)):
        uri = next(group for group in found.groups() if group)
        if uri in assets or uri in losses or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#", uri):
            continue
        asset = _asset(uri, path, root)
        if asset:
            assets[uri] = asset
        elif found.group(4) is None:  # a link's definition need not be a picture's
            losses[uri] = Loss("picture", uri, "there is no picture file at this path")
    return tuple(assets.values()), tuple(losses.values())


def _outside_code(body: str) -> str:
    """Return a body without its fenced code; picture directives are fences too, and stay."""
    kept: list[str] = []
    open_fence = ""
    for line in body.splitlines():
        fence = _FENCE.match(line)
        if open_fence:
            if fence and fence.group(1).startswith(open_fence) and not fence.group(2):
                open_fence = ""
        elif fence and not fence.group(2).startswith("{"):
            open_fence = fence.group(1)
        else:
            kept.append(line)
    return "\n".join(kept)


def _root(path: Path) -> Path:
    """Return the folder that a post's pictures must lie in: its site's, else its own.

    A post is not trusted: what it names elsewhere on this machine is nobody's to publish.
    """
    for folder in path.parents[: _UP + 1]:
        if any((folder / mark).exists() for mark in _ROOT_MARKS):
            return folder
    return path.parent


def _asset(uri: str, path: Path, root: Path) -> Asset | None:
    placed = _PLACEHOLDER.sub("/", uri)
    name = unquote(re.split(r"[?#]", placed)[0])
    if "\0" in name or not name.strip("/"):
        return None
    if placed.startswith("/"):
        above = [folder for folder in path.resolve().parents if folder.is_relative_to(root)]
        tries = [folder / static / name.lstrip("/") for folder in above for static in _STATIC]
    else:
        tries = [path.parent / name]
    for file in tries:
        try:
            if not file.resolve().is_relative_to(root):
                continue
            if file.is_file() and 0 < file.stat().st_size <= SIZE_LIMIT:
                content = file.read_bytes()
                extension = picture_type(content)
                if extension:
                    digest = hashlib.sha256(content).hexdigest()[:16]
                    return Asset(uri, file, f"{digest}.{extension}")
        except (OSError, ValueError):
            continue
    return None


def picture_type(content: bytes) -> str | None:
    """Return the usual extension of a picture by its first bytes, or None where it is no picture."""
    for signature, extension in _SIGNATURES:
        if content.startswith(signature):
            return extension
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in head:
        return "svg"
    return None
