"""Sphinx settings of the book.  Everything not set here has a default in `anthology.sphinxext`."""

import tomllib
from pathlib import Path

with (Path(__file__).parent / "anthology.toml").open("rb") as file:
    settings = tomllib.load(file)

book = settings.get("book", {})
project = book.get("title", "An anthology")
author = book.get("author", "")
language = book.get("language", "en")
html_baseurl = settings.get("html", {}).get("base_url", "")

extensions = ["anthology.sphinxext"]
html_theme = "sphinx_book_theme"
