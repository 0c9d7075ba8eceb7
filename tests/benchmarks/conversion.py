"""Time a post takes from HTML to Markdown, beside other converters that are installed.

    python tests/benchmarks/conversion.py FEED… [--rounds N]

reads the entries of Atom and RSS feeds and prints one row a converter: milliseconds of CPU a post and per
8 KB, the best of the rounds, and how it compares with markdownify as it comes.  A converter that runs as a
process of its own is measured with that process.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import feedparser
from markdownify import markdownify

from anthology.conversion import html_to_myst

BASE = "https://blog.example/post/"


def bodies_of(paths: list[Path]) -> list[str]:
    """Return the HTML of all entries of some feeds."""
    found = []
    for path in paths:
        for entry in feedparser.parse(
            path.read_bytes(), sanitize_html=False, resolve_relative_uris=False
        ).entries:
            content = entry.get("content")
            found.append(content[0].value if content else entry.get("summary", ""))
    return [body for body in found if body.strip()]


def _pandoc(html: str) -> str:
    command = ["pandoc", "-f", "html", "-t", "commonmark_x"]
    return subprocess.run(command, input=html, capture_output=True, text=True, check=True).stdout


def converters() -> dict[str, Callable[[str], str]]:
    """Return what is installed here, by name."""
    found: dict[str, Callable[[str], str]] = {
        "anthology": lambda html: html_to_myst(html, BASE),
        "markdownify": markdownify,
    }
    if importlib.util.find_spec("html2text"):
        import html2text

        found["html2text"] = html2text.html2text
    if importlib.util.find_spec("html_to_markdown"):
        import html_to_markdown

        found["html-to-markdown"] = lambda html: str(html_to_markdown.convert(html))
    if shutil.which("pandoc"):
        found["pandoc"] = _pandoc
    return found


def cpu() -> float:
    """Return seconds of CPU that this process and its children have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("feeds", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    bodies = bodies_of(options.feeds)
    characters = sum(map(len, bodies))
    best: dict[str, float] = {}
    for _ in range(options.rounds):
        for name, convert in converters().items():
            start = cpu()
            for body in bodies:
                convert(body)
            best[name] = min(best.get(name, 1e9), cpu() - start)
    print(f"{len(bodies)} posts, {characters / len(bodies) / 1024:.1f} KB each on average\n")
    print("| converter | ms a post | ms per 8 KB | of markdownify |")
    print("| --- | ---: | ---: | ---: |")
    for name, seconds in sorted(best.items(), key=lambda item: item[1]):
        ms = seconds * 1000
        print(
            f"| {name} | {ms / len(bodies):.2f} | {ms / (characters / 8192):.2f} "
            f"| {seconds / best['markdownify']:.2f} |"
        )


if __name__ == "__main__":
    main()
