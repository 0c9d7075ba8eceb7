"""Running commands as a shell would: arguments in; exit code, standard output and standard error out."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from anthology.cli import main
from anthology.config import load_project
from anthology.progress import Silent
from anthology.starting import make_project
from anthology.updating import update


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def anthology(monkeypatch, capsys):
    """Return a function that runs one command line in this process."""

    def run(*arguments: object) -> Done:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["anthology", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stopped:
            code = stopped.code or 0
        said = capsys.readouterr()
        return Done(int(code), said.out, said.err)

    return run


@pytest.fixture
def book(anthology, tmp_path):
    """A new project, as `init` makes it."""
    folder = tmp_path / "book"
    assert anthology("init", folder, "--title", 'Our "first" book').code == 0
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A new project of which there is a catalogue; not to be changed."""
    folder = tmp_path_factory.mktemp("built") / "book"
    make_project(folder, "A book", "blank")
    update(load_project(folder), Silent())
    return folder
