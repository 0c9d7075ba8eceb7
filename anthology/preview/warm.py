"""Importing this imports all that a build of the web site needs; a process that did so can be copied."""

from __future__ import annotations

from importlib import import_module

import sphinx.cmd.build  # noqa: F401
from sphinx.application import builtin_extensions

import anthology.sphinxext
import anthology.updating
import anthology.volumes.__main__  # noqa: F401
from anthology import sources

for name in (*builtin_extensions, "sphinx_book_theme", "sphinx_copybutton"):
    import_module(name)
sources.readers()
