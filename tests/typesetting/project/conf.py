project = "Letters from the Workshop"
author = "The Workshop"
extensions = ["myst_parser", "anthology.typesetting"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "tasklist", "fieldlist", "strikethrough"]
smartquotes = False
trim_doctest_flags = False
exclude_patterns = [".anthology"]
suppress_warnings = [
    "myst.strikethrough",
    "myst.header",
    "image.not_readable",
    "misc.highlighting_failure",
    "toc.not_included",
]
html_theme = "basic"
myst_heading_anchors = 3
