"""A finished book, and a copy of it with something to do for each test."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.conftest import anthology, book  # noqa: F401 - fixtures
from tests.faults.machine import outputs, run

CHANGED = "source/archive/first-posts/2024-01-15-a-shelf-for-our-posts.md"


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A new project in which everything was made."""
    project = tmp_path_factory.mktemp("finished") / "book"
    made = run(project.parent, "init", str(project))
    assert made.returncode == 0, made.stderr
    built = run(project, "build", "--formats", "html,pdf,epub,latex")
    assert built.returncode == 0, built.stderr
    return project


@pytest.fixture(scope="session")
def renewed(finished, tmp_path_factory):
    """What the changed book's outputs are where nothing fails."""
    project = change(shutil.copytree(finished, tmp_path_factory.mktemp("renewed") / "book"))
    assert run(project, "clean").returncode == 0
    assert run(project, "build", "--formats", "html,pdf,epub,latex").returncode == 0
    return outputs(project)


@pytest.fixture
def changed(finished, tmp_path):
    """Return a function that copies the finished book to a folder and changes a post in it."""

    def make(target):
        shutil.copytree(finished, target)
        return change(target)

    return make


def change(project):
    post = project / CHANGED
    post.write_text(
        post.read_text("utf-8").replace("Blogs come and go.", "Blogs come, and most go."), "utf-8"
    )
    return project
