"""Filling pages in when they are written: placeholders, what stands around a post, links between posts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size

from anthology.export import Record
from anthology.sphinxext.deadlinks import dead_links_on, mark_dead_links
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.front import front_nodes, front_of
from anthology.sphinxext.lists import (
    cards_of,
    facts_nodes,
    facts_of,
    overview_nodes,
    overview_of,
    posts_nodes,
)
from anthology.sphinxext.matter import footer_nodes, footer_of, header_nodes, header_of
from anthology.sphinxext.nodes import Placeholder, Writer, language_class
from anthology.sphinxext.quotes import quote_nodes
from anthology.sphinxext.records import Records

LONGEST_EXCERPT = 420
"""Characters that the front page quotes of a post."""

TASK_BOX = 'class="task-list-item-checkbox"'


def fill_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Complete a resolved page (`doctree-resolved`), or each of the pages of an assembled book."""
    parts: list[tuple[str, nodes.Element]]
    parts = [(docname, doctree)] if docname in app.env.found_docs else []
    if app.builder.name in ("latex", "man", "singlehtml", "texinfo"):
        parts += [(part["docname"], part) for part in doctree.findall(addnodes.start_of_file)]
    domain = domain_of(app.env)
    for name, part in parts:
        writer = Writer(app.builder, name if len(parts) == 1 else docname)
        if name in domain.data["shows"]:
            _fill_placeholders(app, writer, domain.records, part)
        record = domain.records.by_docname.get(name)
        if record is not None:
            _complete_post(writer, domain.records, record, part)
        shows = domain.data["shows"].get(name, ())
        mark_dead_links(app.builder, part, dead_links_on(domain.records, name, shows))
        if app.builder.format == "html":
            for picture in list(part.findall(nodes.image)):
                if "://" in picture["uri"] and not app.config.anthology_remote_pictures:
                    _link_picture(picture)
                else:
                    _keep_place(app, picture)
            for raw in part.findall(nodes.raw):
                if TASK_BOX in raw.astext():
                    _name_box(raw)


def _name_box(raw: nodes.raw) -> None:
    """Give the box of a task a name for readers who do not see it; MyST makes it as HTML."""
    text = raw.astext()
    state = "done" if "checked" in text else "to do"
    raw.children = []
    raw += nodes.Text(text.replace(TASK_BOX, f'aria-label="{state}" {TASK_BOX}'))


def _link_picture(picture: nodes.image) -> None:
    """Name a picture that the book does not keep: to show it would ask another host, at each reading.

    Other hosts learn who reads what, and most pictures of old posts are no longer there.
    """
    uri = picture["uri"]
    name = picture.get("alt") or uri.split("?")[0].rstrip("/").rpartition("/")[2]
    words = f"Picture: {' '.join(name.split())} ({urlsplit(uri).netloc})"
    inside = picture.parent
    while inside is not None and not isinstance(inside, nodes.reference):
        inside = inside.parent
    made: nodes.Element
    if inside is None:
        made = nodes.reference("", words, refuri=uri, internal=False, classes=["remote-picture"])
        picture.replace_self(made)
    else:
        picture.replace_self(nodes.inline("", words, classes=["remote-picture"]))
        made = inside
    if not isinstance(made.parent, nodes.TextElement):
        # Words and links, unlike pictures, stand in paragraphs only.
        line = nodes.paragraph()
        # Not `replace_self`, which would give the paragraph the link's classes too.
        made.parent.replace(made, line)
        line += made


def _keep_place(app: Sphinx, picture: nodes.image) -> None:
    """Let a picture come late, and tell its size so that the text below does not move when it comes."""
    picture.setdefault("loading", "lazy")
    if not {"width", "height", "scale"} & picture.attributes.keys() and "://" not in picture["uri"]:
        size = get_image_size(app.srcdir / picture["uri"])
        if size and all(size):
            picture["width"], picture["height"] = map(str, size)


def _fill_placeholders(app: Sphinx, writer: Writer, records: Records, tree: nodes.Element) -> None:
    for placeholder in list(tree.findall(Placeholder)):
        placeholder.replace_self(_content(app, writer, records, placeholder))


def _content(app: Sphinx, writer: Writer, records: Records, placeholder: Placeholder) -> list[nodes.Node]:
    kind, what = placeholder["kind"], placeholder["what"]
    if kind == "posts":
        return posts_nodes(writer, cards_of(records, what), what.empty)
    if kind == "facts":
        return facts_nodes(writer, facts_of(records, *what))
    if kind == "overview":
        return overview_nodes(writer, overview_of(records, what), what)
    if kind == "front":
        facts = front_of(records, what)
        excerpt: list[nodes.Node] = []
        if facts.featured and facts.featured[1].title.docname in writer.pages:
            quoted = Placeholder("", what=facts.featured[0])
            excerpt = quote_nodes(writer, records, app.env, quoted, LONGEST_EXCERPT)
        return front_nodes(writer, facts, excerpt)
    return quote_nodes(writer, records, app.env, placeholder)


def _complete_post(writer: Writer, records: Records, record: Record, tree: nodes.Element) -> None:
    section = next((node for node in tree.children if isinstance(node, nodes.section)), None)
    if section is None:
        return
    section["classes"] += ["post", *language_class(record["language"])]
    _link_posts(writer, records, record, section)
    language = records.book["language"] or "en"
    at = section.first_child_matching_class(nodes.title)
    section.insert(0 if at is None else at + 1, header_nodes(writer, header_of(records, record), language))
    # Footnotes stand behind the section; they belong to the post's own words.
    for note in tree.children[tree.index(section) + 1 :]:
        tree.remove(note)
        section += note
    section += footer_nodes(writer, footer_of(records, record), language)


def _link_posts(writer: Writer, records: Records, record: Record, section: nodes.Element) -> None:
    """Turn links to the originals of other posts of the book into links to their pages."""
    targets = internal_targets(records, record)
    if not targets:
        return
    for ref in section.findall(nodes.reference):
        docname = targets.get(plain_address(ref.get("refuri", "")))
        if docname in writer.pages:
            ref["refuri"] = writer.builder.get_relative_uri(writer.docname, docname)
            ref["internal"] = True


def internal_targets(records: Records, record: Record) -> dict[str, str]:
    """Return the docnames of the posts that a post links to, by the addresses it may use for them."""
    return {
        address: records.posts[post]["docname"]
        for post in record["links_to"]
        if post in records.posts
        for address in _addresses(records, post)
    }


def _addresses(records: Records, post: str) -> Iterator[str]:
    urls = [records.posts[post]["url"], *(copy["url"] for copy in records.data["also_at"].get(post, ()))]
    return (plain_address(url) for url in urls if url)


def plain_address(url: str) -> str:
    """Return an address without what differs between two links to one page: scheme, `www.`, fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.netloc:
        return ""
    query = "&".join(p for p in parts.query.split("&") if p and not p.startswith("utm_"))
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' + query if query else ''}"
