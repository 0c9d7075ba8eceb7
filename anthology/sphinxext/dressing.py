"""What each HTML page gets beyond its text: sidebar, style, and the theme's slow helpers replaced."""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.builders import Builder

from anthology.linkcheck.addresses import plain_link
from anthology.pages.list_pages import KINDS
from anthology.sphinxext.deadlinks import dead_links_on
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.head import description_of, head_of, preview_of
from anthology.sphinxext.navigation import Navigation, Sidebar
from anthology.sphinxext.outline import Outline
from anthology.sphinxext.site import feed_pages, report_address

_TOC_TITLE = re.compile(r"<ul>\s*<li>.*?</a>\s*(<ul>.*</ul>)\s*</li>\s*</ul>\s*\Z", re.DOTALL)
_TOC_PARTS = re.compile(r'(<ul>|</ul>|<li>|class="reference internal")')

OPEN_LEVELS = 1
"""Levels of headings that the page's contents always show."""


class Dressing:
    """Dresses the pages of one run of Sphinx."""

    def __init__(self) -> None:
        self.sidebar: Sidebar | None = None
        self.imprint = ""
        self.feeds: dict[str, str] = {}

    def start(self, app: Sphinx, builder: Builder) -> None:
        """Build the sidebar (`write-started`)."""
        if builder.format == "html":
            self.sidebar = Sidebar(Navigation(Outline.of(builder.env)), builder)
            book = domain_of(builder.env).records.book
            self.feeds = feed_pages(app)
            self.imprint = " · ".join(filter(None, (book["author"], book["license"])))

    def before_theme(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Fill in what the theme's templates will ask for (`html-page-context`, early)."""
        root = context.get("content_root", "")
        records = domain_of(app.env).records
        record = records.by_docname.get(pagename)
        head = [self._head(app, pagename, root, context), context.get("metatags", "")]
        kind = _kind(app, pagename, record is not None)
        address = context.get("pageurl") or ""
        if record is not None and doctree is not None:
            head.append(head_of(records, record, doctree, address))
            # The original is the page that search engines should prefer, while it lives.
            alive = record["url"] and plain_link(record["url"]) not in dead_links_on(records, pagename, ())
            context["pageurl"] = record["url"] if alive else address
        elif doctree is not None:
            said = str(app.env.metadata.get(pagename, {}).get("description", ""))
            # Lists name others' words only, and a chapter's own `html_meta` goes before what it begins with.
            if not said and kind != "list" and 'name="description"' not in context.get("metatags", ""):
                said = description_of(doctree)
            head.append(preview_of(records, app.env.titles[pagename].astext(), said, address))
        context["metatags"] = "\n".join(filter(None, head))
        context["anthology_feed"] = self.feeds.get(pagename, "")
        context["anthology_report"] = report_address(app, records, pagename)
        context["anthology_search"] = getattr(app.builder, "words", None) is not None
        context["anthology_kind"] = kind
        context["anthology_crumbs"] = self.sidebar.crumbs(pagename, root) if self.sidebar else ""
        context["anthology_toc"] = page_toc(context.get("toc", ""))
        context["anthology_imprint"] = self.imprint
        context["anthology_nav"] = self.sidebar.render(pagename, root) if self.sidebar else ""

    def _head(self, app: Sphinx, page: str, root: str, context: dict[str, Any]) -> str:
        """Return what every page says in its head: where its addresses start, its feed, its icon."""
        made = []
        if base := context.get("anthology_base"):
            made.append(f'<base href="{html.escape(base)}"/><meta name="robots" content="noindex"/>')
        front = app.config.root_doc
        for name in dict.fromkeys((page, front)):
            if feed := self.feeds.get(name):
                title = html.escape(app.env.titles[name].astext())
                made.append(
                    f'<link rel="alternate" type="application/atom+xml" title="{title}" '
                    f'href="{root}{html.escape(feed)}"/>'
                )
        if not app.config.html_favicon:
            made.append(f'<link rel="icon" type="image/svg+xml" href="{root}_static/anthology-icon.svg"/>')
        return "\n".join(made)

    def after_theme(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Replace helpers that walk the whole book for every page (`html-page-context`, late)."""
        if "pagetitle" in context:
            # The theme puts the title's words into the page as if they were HTML.
            context["pagetitle"] = html.escape(context["pagetitle"])
        if "docstitle" in context:
            # The theme does the same with the book's in the sidebar; `|e` leaves it as it is now.
            context["docstitle"] = escape(context["docstitle"])
        if "suppress_sidebar_toctree" in context:
            context["suppress_sidebar_toctree"] = lambda *args, **options: False
            context["generate_toctree_html"] = lambda *args, **options: context["anthology_nav"]
        if "generate_toc_html" in context:
            context["generate_toc_html"] = lambda *args, **options: context["anthology_toc"]


def _kind(app: Sphinx, page: str, is_post: bool) -> str:
    """Return what kind of page this is, for its style: `front`, `post`, `list` or `page`."""
    if page == app.config.root_doc:
        return "front"
    if is_post:
        return "post"
    return "list" if page.partition("/")[0] in KINDS else "page"


def page_toc(toc: str) -> str:
    """Return the contents of a page, marked up as the theme's styles expect; nothing for a single heading.

    Args:
        toc: Sphinx's own list of the page's headings.
    """
    found = _TOC_TITLE.match(toc)
    if not found or "<li>" not in found[1]:
        return ""
    out: list[str] = []
    depth = 0
    for part in _TOC_PARTS.split(found[1]):
        if part == "<ul>":
            depth += 1
            visible = "pst-show_toc_level " if depth <= OPEN_LEVELS else ""
            out.append(f'<ul class="{visible}nav section-nav flex-column">')
        elif part == "</ul>":
            depth -= 1
            out.append(part)
        elif part == "<li>":
            out.append(f'<li class="toc-h{depth + 1} nav-item toc-entry">')
        elif part.startswith("class="):
            out.append('class="reference internal nav-link"')
        else:
            out.append(part)
    return "".join(out)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    dressing = Dressing()
    app.connect("write-started", dressing.start)
    app.connect("html-page-context", dressing.before_theme, priority=400)
    app.connect("html-page-context", dressing.after_theme, priority=900)
    app.add_css_file("anthology.css")
    app.add_js_file("anthology.js", loading_method="defer")
