"""Every link of a built site, followed as a browser would."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What one page names and links."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("rel", "canonical") in attrs or tag == "base":
            return
        for name, value in attrs:
            if value is None:
                continue
            if name == "id":
                self.ids.append(value)
            elif name == "href" and tag == "a":
                self.links.append(value)
            elif name in ("src", "href", "srcset"):
                self.loads.append(value)


def crawl(site: Path) -> tuple[list[str], set[str], dict[str, set[str]]]:
    """Return broken internal links, addresses that pages load from other hosts, and links by page."""
    pages = {path: Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    broken: list[str] = []
    foreign: set[str] = set()
    graph: dict[str, set[str]] = {}
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        graph[name] = set()
        foreign |= {load for load in page.loads if urlsplit(load).netloc}
        for link in page.links + [load for load in page.loads if not urlsplit(load).netloc]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                broken.append(f"{name}: {link}")
            elif target in pages:
                graph[name].add(target.relative_to(site).as_posix())
                if parts.fragment and unquote(parts.fragment) not in pages[target].ids:
                    broken.append(f"{name}: {link}")
    return broken, foreign, graph
