"""Settings that a book of posts needs, set wherever `conf.py` leaves Sphinx's or MyST's own default."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).parent

LATEX_ELEMENTS: dict[str, str] = {
    # Lists of posts may be deeper than LaTeX's four levels.
    "maxlistdepth": "12",
    "extraclassoptions": "openany,oneside",
    # Sphinx asks for FreeFont; where only TeX's own fonts are, those have to do.
    "fontpkg": r"""
\IfFontExistsTF{FreeSerif}{%
  \setmainfont{FreeSerif}\setsansfont{FreeSans}\setmonofont{FreeMono}[Scale=0.9]%
}{%
  \setmonofont{Latin Modern Mono}%
}
\IfFontExistsTF{Noto Sans CJK SC}{%
  \IfFileExists{xeCJK.sty}{%
    \usepackage{xeCJK}\setCJKmainfont{Noto Sans CJK SC}\setCJKmonofont{Noto Sans Mono CJK SC}%
  }{}%
}{}
""",
}

DEFAULTS: dict[str, Any] = {
    # What the converter emits, and no more: each further extension gives a meaning to plain text.
    "myst_enable_extensions": {"attrs_inline", "colon_fence", "deflist", "tasklist"},
    # Quotation marks and dashes stay what their author typed, and `>>>` lines lose no comment.
    "smartquotes": False,
    "trim_doctest_flags": False,
    # `{post}` is enough for `{anthology:post}`.
    "primary_domain": "anthology",
    "exclude_patterns": ["archive", "**/.*"],
    "html_show_sourcelink": False,
    "html_copy_source": False,
    # A block that is not valid in the language its author named is shown as it is: no fault of the book.
    "suppress_warnings": ["misc.highlighting_failure"],
    "html_scaled_image_link": False,
    # Code without a language has none: guessing costs time and colours prose.
    "highlight_language": "text",
    # No `# `: what is a root prompt in a session is a comment in a script, and a script must be copied whole.
    "copybutton_prompt_text": r">>> |\.\.\. |\$ |In \[\d*\]: | {2,5}\.\.\.: | {5,8}: ",
    "copybutton_line_continuation_character": "\\",
    "copybutton_prompt_is_regexp": True,
    "copybutton_only_copy_prompt_lines": True,
    "copybutton_remove_prompts": True,
    # E-books want a version; a book of posts has but one edition at a time.
    "version": "1",
    "epub_contributor": "anthology",
    "epub_copyright": "Each post names its author and its licence.",
    "epub_cover": ("_static/cover.png", "epub-cover.html"),
    "epub_description": "An anthology of blog posts.",
    "epub_show_urls": "no",
    "epub_tocdup": False,
    "epub_tocscope": "includehidden",
    "epub_uid": "book-id",
    "epub_use_index": False,
    # TeX with all of Unicode; without xindy, which most installations lack, the index is made all the same.
    "latex_engine": "xelatex",
    "latex_use_xindy": False,
    "latex_show_urls": "footnote",
    "latex_elements": LATEX_ELEMENTS,
}

NO_AUTHOR = ("", "Author name not set")

BOOK_THEME = "sphinx_book_theme"

BOOK_THEME_DEFAULTS: dict[str, Any] = {"html_sidebars": {"**": ["anthology-sidebar-nav-bs.html"]}}

THEME_OPTIONS: dict[str, Any] = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "article_header_start": ["anthology-toggle-navbar-nav"],
    "article_header_end": ["anthology-buttons-navbar-nav"],
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["anthology-toc"],
    "footer_content_items": ["anthology-imprint"],
    "icon_links": [],
    "navbar_persistent": [],
}


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set what `conf.py` did not (`config-inited`)."""
    defaults = DEFAULTS | BOOK_THEME_DEFAULTS if config.html_theme == BOOK_THEME else DEFAULTS
    for name, value in defaults.items():
        if name in config and config[name] == _own_default(config, name):
            # A copy: themes change lists in place.
            config[name] = deepcopy(value)
    if config["epub_author"] in NO_AUTHOR:
        config["epub_author"] = "Various authors"
    if config["epub_publisher"] in NO_AUTHOR:
        config["epub_publisher"] = config["epub_author"]
    if config["html_title"] == _own_default(config, "html_title"):
        config["html_title"] = config.project
    config["html_static_path"] = [*config.html_static_path, str(HERE / "static")]
    if config.html_theme == BOOK_THEME:
        config["html_context"] = {"default_mode": "auto"} | config.html_context
        config["html_theme_options"] = deepcopy(THEME_OPTIONS) | config.html_theme_options
        config["templates_path"] = [*config.templates_path, str(HERE / "templates")]


def _own_default(config: Config, name: str) -> Any:  # noqa: ANN401 - settings have any type
    default = config.values[name].default
    return default(config) if callable(default) else default
