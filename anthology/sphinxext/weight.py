"""Keeping what a reader's browser loads small: the theme's parts that no page of a book uses stay out.

The theme brings 1.5 MB of script for icons, 380 KB of style for all of Bootstrap and of Font Awesome, and the
source maps of all that.  Our pages have nine icons, which `anthology.css` draws, and no carousels.
"""

from __future__ import annotations

import re
from pathlib import Path

STYLES = Path("styles/pydata-sphinx-theme.css")

UNUSED_FILES = (
    "scripts/fontawesome.js*",
    "scripts/bootstrap.js*",
    "scripts/*.map",
    "styles/*.map",
    "vendor/fontawesome/**/*",
    # Templates, no pages.
    "*-macros.html",
)

UNUSED = re.compile(
    r"\.(?:fa[bsr]?\b|fa-|svg-inline--fa|accordion|alert|badge|breadcrumb|btn-group|btn-check|btn-close|card|carousel"
    r"|dropdown|dropup|dropend|dropstart|fixed-|form-(?:check|floating|range|switch|text)|g[xy]?-|input-group"
    r"|list-group|modal|nav-pills|nav-tabs|offcanvas|offset-|pagination|placeholder|popover|progress|bs-popover"
    r"|ratio|spinner|toast|tooltip|bs-tooltip|valid-|invalid-|was-validated|is-valid|is-invalid)"
    r"|data-fa-|algolia|DocSearch|docsearch|readthedocs|\b(?:ethical|ad)-"
)
"""Selectors of Bootstrap's components, icon fonts and hosted services that no page of a book uses."""

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def trimmed(css: str) -> str:
    """Return a style sheet without the rules that only unused things have.

    Args:
        css: As the theme ships it, without comments that hold braces.
    """
    return RULE.sub(_kept, css)


def _kept(rule: re.Match[str]) -> str:
    before, _, selectors = rule[1].rpartition(";")
    if "Font Awesome" in rule[2] and "@font-face" in selectors:
        return f"{before};" if before else ""
    if selectors.lstrip().startswith("@") or not UNUSED.search(selectors):
        return rule[0]
    # A comma inside `:is(…)` divides no selectors; such a rule is kept whole.
    if "(" in selectors:
        return rule[0]
    kept = [s for s in selectors.split(",") if not UNUSED.search(s)]
    head = f"{before};" if before else ""
    return f"{head}{','.join(kept)}{{{rule[2]}}}" if kept else head


def lighten(static: Path) -> None:
    """Take out of a site's static files what no page uses.

    Args:
        static: The folder of static files, as the theme filled it.
    """
    styles = static / STYLES
    if not styles.is_file():
        return
    text = styles.read_text("utf-8")
    small = trimmed(text)
    if small != text:
        styles.write_text(small, "utf-8")
    for pattern in UNUSED_FILES:
        for path in static.glob(pattern):
            if path.is_file():
                path.unlink()
