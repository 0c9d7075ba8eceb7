"""The files of a site that are no pages: feeds, the map for search engines, the page of lost readers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from anthology.files import write_if_changed
from anthology.pages.naming import display_title
from anthology.sphinxext.defaults import BOOK_THEME
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.feed_files import FeedFiles
from anthology.sphinxext.feeds import feeds_of
from anthology.sphinxext.records import Records

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_PAGES = 50_000
"""Pages that one map may name."""

OWN_ROBOTS = "# Written by anthology\n"


def is_own_robots(content: bytes) -> bool:
    """Tell whether a robots.txt is ours to replace."""
    return content.startswith(OWN_ROBOTS.encode())


def set_addresses(app: Sphinx, config: Config) -> None:
    """Take addresses that `conf.py` leaves out from `anthology.toml` beside it (`config-inited`)."""
    try:
        html: Any = tomllib.loads((Path(app.confdir) / "anthology.toml").read_text("utf-8")).get("html", {})
    except (OSError, ValueError):
        html = {}
    if isinstance(html, dict):
        config["html_baseurl"] = config.html_baseurl or str(html.get("base_url", ""))
        config["anthology_report_url"] = config.anthology_report_url or str(html.get("report_url", ""))
    if config.html_baseurl and not config.html_baseurl.endswith("/"):
        config["html_baseurl"] += "/"


def lost_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the page that a server shows where there is none (`html-collect-pages`)."""
    if app.builder.name == "html" and app.config.html_theme == BOOK_THEME:
        # It is shown at any address, so its links count from the site's own root.
        root = urlsplit(app.config.html_baseurl).path or "/"
        yield "404", {"anthology_base": root}, "404.html"


def feed_pages(app: Sphinx) -> dict[str, str]:
    """Return the feeds' paths by the docname of the page whose posts they hold."""
    root_doc = app.config.root_doc
    return {feed.page: feed.path for feed in feeds_of(domain_of(app.env).records, root_doc)}


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the map, and what keeps GitHub Pages from leaving out `_static` (`build-finished`)."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    if builder.name not in ("html", "dirhtml") or not getattr(builder, "writes_site", True):
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    write_if_changed(out / ".nojekyll", b"")
    _write_map(out, base, [builder.get_target_uri(page) for page in sorted(app.env.found_docs)])


def _write_map(out: Path, base: str, pages: list[str]) -> None:
    robots = out / "robots.txt"
    ours = not robots.exists() or is_own_robots(robots.read_bytes())
    if not base:
        if robots.exists() and ours:
            robots.unlink()
        (out / "sitemap.xml").unlink(missing_ok=True)
        return
    if ours:
        allow = f"{OWN_ROBOTS}User-agent: *\nAllow: /\nSitemap: {urljoin(base, 'sitemap.xml')}\n"
        write_if_changed(robots, allow.encode())
    parts = [pages[n : n + MOST_PAGES] for n in range(0, len(pages), MOST_PAGES)]
    if len(parts) == 1:
        write_if_changed(out / "sitemap.xml", _map("urlset", "url", base, parts[0]))
        return
    names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        write_if_changed(out / name, _map("urlset", "url", base, part))
    write_if_changed(out / "sitemap.xml", _map("sitemapindex", "sitemap", base, names))


def _map(outer: str, inner: str, base: str, paths: list[str]) -> bytes:
    root = etree.fromstring(f'<{outer} xmlns="{SITEMAP}"/>')
    for path in paths:
        place = etree.SubElement(etree.SubElement(root, f"{{{SITEMAP}}}{inner}"), f"{{{SITEMAP}}}loc")
        place.text = urljoin(base, path)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def report_address(app: Sphinx, records: Records, page: str) -> str:
    """Return where to report a mistake on a page; nothing if the book names no such place.

    The setting is an address in which `{title}`, `{id}`, `{docname}` and `{url}` stand for the page's own.
    """
    template: str = app.config.anthology_report_url
    record = records.by_docname.get(page)
    if not template.startswith(("https://", "http://", "mailto:")) or page not in app.env.found_docs:
        return ""
    title = display_title(record) if record else app.env.titles[page].astext()
    known = {
        "title": title,
        "id": record["id"] if record else page,
        "docname": page,
        "url": urljoin(app.config.html_baseurl, app.builder.get_target_uri(page)),
    }
    for name, value in known.items():
        template = template.replace(f"{{{name}}}", quote(value, safe="/" if name == "docname" else ""))
    return template


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_config_value("anthology_report_url", "", "html", str)
    app.connect("config-inited", set_addresses, priority=90)
    app.connect("html-collect-pages", lost_page)
    feeds = FeedFiles()
    app.connect("write-started", feeds.forget)
    app.connect("build-finished", feeds.write)
    app.connect("build-finished", write_files)
