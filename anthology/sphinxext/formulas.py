"""Formulas as MathML, which browsers draw themselves: Sphinx's own way fetches a script from another host."""

from __future__ import annotations

import html

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

NAME = "mathml"


def inline_formula(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    writer.body.append(_mathml(node, block=False))
    raise nodes.SkipNode


def block_formula(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own."""
    writer.body.append(writer.starttag(node, "div", CLASS="math"))
    writer.body.append(f"{_mathml(node, block=True)}</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.Element, block: bool) -> str:
    """Return a formula as MathML; one that is no TeX that docutils knows as it was typed."""
    text = node.astext()
    try:
        made: str = latex2mathml.tex2mathml(text, as_block=block)
    except MathError as error:
        logger.warning(
            "a formula is not shown as one: %s", error, location=node, type="anthology", subtype="math"
        )
        return f"<code>{html.escape(text)}</code>"
    return made


def set_renderer(app: Sphinx, config: Config) -> None:
    """Use MathML wherever `conf.py` asks for nothing else (`config-inited`)."""
    if config.html_math_renderer is None:
        config["html_math_renderer"] = NAME


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_html_math_renderer(NAME, (inline_formula, None), (block_formula, None))
    app.connect("config-inited", set_renderer)
