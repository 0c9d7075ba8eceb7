"""A web site whose build was killed at any moment is whole after the next one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from anthology.config import Project, Settings
from anthology.progress import Silent
from anthology.sphinx_run import ENVIRONMENT, run_sphinx, run_volumes
from tests.conftest import ROOT
from tests.pages.small_book import catalogue
from tests.sphinxext.conftest import build, make_project, picture
from tests.test_sample_book import tree

__all__ = ["picture"]

NEVER = "-"
MOMENTS = {
    "half a page": "*/posts/planet/post-14.html",
    "no picture yet": "*/_images/*.png",
    "no words yet": "*/anthology-words-*/*.words",
    "words not listed yet": "*/anthology-words-*/sections.json",
    "half an index": "*/_search/t0.js",
    "no feed yet": "*/atom.xml",
}
OF_VOLUMES = {
    "half a chapter": "*/chapters/one.html",
    "no stamp": "*/volumes.json",
    "half a site": "*/build/site/posts/planet/post-3.html",
}


def until(pattern):
    """Return what runs a module until a file is written."""

    def run(arguments, listen):
        return subprocess.run(
            [sys.executable, "-m", "tests.killed", pattern, *arguments],
            stdout=subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
            check=False,
        ).returncode

    return run


def make(folder, pattern, *, volumes):
    project = Project(folder, Settings())
    site = folder / "build" / "site"
    if volumes:
        run_volumes(project, site, Silent(), 2, run=until(pattern))
    else:
        run_sphinx(project, "html", site, Silent(), run=until(pattern))
    return tree(site)


@pytest.fixture(scope="module")
def begun(tmp_path_factory, picture):
    """A book before its first build, and the site that comes of it."""
    folder = make_project(tmp_path_factory.mktemp("begun") / "book", catalogue(picture))
    shutil.copytree(folder, whole := folder.with_name("whole"))
    return folder, tree(build(whole).html)


@pytest.mark.parametrize(
    ("volumes", "moment"),
    [(False, moment) for moment in MOMENTS] + [(True, moment) for moment in MOMENTS | OF_VOLUMES],
)
def test_the_run_after_a_kill_repairs_everything(begun, tmp_path, volumes, moment):
    folder = tmp_path / "book"
    shutil.copytree(begun[0], folder)
    with pytest.raises(Exception, match="SIGKILL"):
        make(folder, (MOMENTS | OF_VOLUMES)[moment], volumes=volumes)
    assert make(folder, NEVER, volumes=volumes) == begun[1]
