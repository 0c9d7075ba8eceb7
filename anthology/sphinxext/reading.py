"""Reading pages: posts by a parser that executes nothing they say, chapters with all of MyST."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import cast

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

logger = logging.getLogger(__name__)

POSTS = "posts/"
"""Where generated post pages are."""

FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)

SAFE_DIRECTIVES = frozenset({"list-table", "code-block", "code", "table", "figure", "admonition", "note"})
"""Directives that only arrange the text given to them; the converter emits some of them."""

SAFE_ROLES = frozenset(
    {"sub", "sup", "subscript", "superscript", "strong", "emphasis", "literal", "code", "kbd"}
)
"""Roles that only mark their text."""

WEB_ADDRESS = re.compile(r"(?:https?|ftp)://|mailto:|#", re.IGNORECASE)
OTHER_POST = re.compile(r"/(posts/[\w./-]+)\.md(?:#[\w-]+)?\Z", re.ASCII)
KEPT_PICTURE = re.compile(r"https?://|/pictures/[\w.-]+\Z", re.IGNORECASE)

DISABLED_SYNTAX = [
    "html_block",
    "html_inline",
    "code",
    "lheading",
    "reference",
    "myst_target",
    "myst_line_comment",
    "myst_block_break",
    "autolink",
]
"""What the converter never emits, so that text which slipped through means nothing."""


class PostRenderer(SphinxRenderer):
    """Renders a post: directives, roles, files and addresses that are not on a list become plain text."""

    def run_directive(self, name: str, *args: object, **options: object) -> list[nodes.Element]:
        """Run one of the harmless directives; show any other as the text it is."""
        if name in SAFE_DIRECTIVES:
            # MyST's versions differ in what they pass; whatever it is, it goes on unchanged.
            made = super().run_directive(name, *args, **options)  # type: ignore[arg-type]
            return self._without_files(made)
        first_line, content = (str(arg) for arg in args[:2])
        self._refuse(f"directive {name!r}")
        text = f"{{{name}}} {first_line}".rstrip() + f"\n{content}".rstrip()
        return [nodes.literal_block(text, text, language="text")]

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Apply one of the harmless roles; show any other as code."""
        if token.meta["name"] in SAFE_ROLES:
            super().render_myst_role(token)
            return
        self._refuse(f"role {token.meta['name']!r}")
        self.current_node.append(nodes.literal(token.content, token.content))

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Show reStructuredText as the text it is."""
        self._refuse("reStructuredText")
        self.current_node.append(nodes.literal_block(token.content, token.content, language="text"))

    def render_front_matter(self, token: SyntaxTreeNode) -> None:
        """Leave front matter alone: what a post may say of itself stands in the catalogue."""

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Link to the web, to a place on this page or to another post; anything else would name our files."""
        href = str(token.attrGet("href") or "")
        post = OTHER_POST.match(href)
        if post and post[1] in self.sphinx_env.found_docs:
            self.render_link_unknown(token)
        elif href.startswith("#"):
            self.render_link_anchor(token, href)
        elif WEB_ADDRESS.match(href):
            self.render_link_url(token)
        else:
            self._refuse(f"link to {href[:80]!r}")
            self.render_children(token)

    def render_image(self, token: SyntaxTreeNode) -> None:
        """Show a picture from the web or from those the book keeps, never another file."""
        source = str(token.attrGet("src") or "")
        if KEPT_PICTURE.match(source):
            super().render_image(token)
        else:
            self._refuse(f"picture {source[:80]!r}")
            words = self.renderInlineAsText(token.children or [])
            self.current_node.append(nodes.Text(words))

    def _without_files(self, made: list[nodes.Element]) -> list[nodes.Element]:
        """Take pictures out of a directive's result that name other files than the book's own."""
        for node in made:
            for image in list(node.findall(nodes.image)):
                if not KEPT_PICTURE.match(image["uri"]):
                    self._refuse(f"picture {image['uri'][:80]!r}")
                    image.replace_self(nodes.inline("", image.get("alt", "")))
        return made

    def _refuse(self, what: str) -> None:
        logger.info("left out of a post: %s", what, location=self.sphinx_env.current_document.docname)


class AnthologyParser(MystParser):
    """MyST for chapters and lists; for posts, MyST without what executes, reads files or builds pages."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse one page."""
        env = cast("BuildEnvironment", document.settings.env)
        if not env.current_document.docname.startswith(POSTS):
            super().parse(inputstring, document)
            return
        document.settings.file_insertion_enabled = False
        document.settings.raw_enabled = False
        parser = post_parser()
        parser.options["document"] = document
        text = FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), inputstring, count=1)
        parser.render(text)


@cache
def post_parser() -> MarkdownIt:
    """Return the one parser of posts; making it costs as much as parsing a short post."""
    return create_md_parser(post_config(), PostRenderer)


def post_config() -> MdParserConfig:
    """Return MyST's settings for posts; chapters have those of `conf.py`."""
    return dataclasses.replace(
        MdParserConfig(),
        enable_extensions={"attrs_inline", "colon_fence", "deflist", "tasklist"},
        disable_syntax=DISABLED_SYNTAX,
    )


def setup(app: Sphinx) -> None:
    """Let Sphinx read Markdown with our parser."""
    app.add_source_parser(AnthologyParser, override=True)
