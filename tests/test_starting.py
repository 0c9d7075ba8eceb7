"""What `init --with` writes is what build servers run: each file is read, and its steps are done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from anthology.starting import PUBLISHERS, add_publishers, make_project, requirement
from tests.books import run
from tests.conftest import ROOT

# Done by the server itself, or with its own means.
LEFT_OUT = ("pip install", "git ", "gh ")
PLACES = {
    "github": (".github/workflows/book.yml", "build/html/index.html", "build/html/a-book.pdf"),
    "gitlab": (".gitlab-ci.yml", "public/index.html", "public/a-book.pdf"),
    "readthedocs": (".readthedocs.yaml", "rtd/html/index.html", "rtd/pdf/a-book.pdf", "rtd/epub/a-book.epub"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("start") / "book"
    make_project(folder, "A book", "blank")
    add_publishers(folder, PUBLISHERS)
    return folder


def commands_in(value):
    """Yield every command that a server's file has, in order."""
    if isinstance(value, list):
        for one in value:
            yield from commands_in(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in ("run", "script", "commands"):
                for command in [one] if isinstance(one, str) else one:
                    # What YAML reads as a table is a command with a colon that its writer forgot to quote.
                    assert isinstance(command, str), command
                    yield command
            else:
                yield from commands_in(one)


def steps_of(folder, name):
    return list(commands_in(yaml.safe_load((folder / name).read_text("utf-8"))))


def done(folder, command, path=""):
    """Run a command as a server's shell does."""
    tools = os.pathsep.join(filter(None, (path, str(Path(sys.executable).parent), os.environ["PATH"])))
    return subprocess.run(
        ["bash", "-e", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": tools, "PYTHONPATH": str(ROOT), "READTHEDOCS_OUTPUT": "rtd", "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_publisher_is_tried():
    assert PLACES.keys() == PUBLISHERS.keys()


@pytest.mark.parametrize("publisher", PLACES)
def test_a_servers_steps_make_what_it_publishes(project, publisher):
    name, *made = PLACES[publisher]
    steps = steps_of(project, name)
    assert "pip install -r requirements.txt" in steps
    for step in steps:
        if not step.startswith(LEFT_OUT):
            ran = done(project, step)
            assert ran.returncode == 0, f"{step}\n{ran.stderr}"
    assert [path for path in made if not (project / path).is_file()] == []


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_fetched_posts_are_pushed_once(project, tmp_path):
    """The fetching job's script, with a repository on this machine and a `gh` that notes its calls."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/gh.log\n')
    (tools / "gh").chmod(0o755)
    setup = (
        f"git init -q --bare {tmp_path}/remote.git && git init -q -b main && git add -A && "
        "git -c user.name=a -c user.email=a@b.example commit -qm all && "
        f"git remote add origin {tmp_path}/remote.git && git push -q -u origin main"
    )
    assert done(project, setup).returncode == 0
    *_, fetched, kept = steps_of(project, ".github/workflows/fetch.yml")
    assert done(project, fetched).returncode == 0
    assert done(project, kept, str(tools)).returncode == 0
    assert not (tmp_path / "gh.log").exists()
    (project / "source/archive/first-posts/2024-06-01-new.md").write_text("---\ntitle: New\n---\n\nWords.\n")
    ran = done(project, kept, str(tools))
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "gh.log").read_text() == "workflow run book.yml\n"
    assert "Fetch the feeds" in done(project, f"git -C {tmp_path}/remote.git log --oneline main").stdout


def test_unknown_words_suggest_the_nearest_and_make_nothing(tmp_path):
    for option, said in (("--with=github,gitlap", "gitlab"), ("--vocabulary=openstak", "openstack")):
        refused = run(tmp_path, "init", str(tmp_path / "book"), option)
        assert refused.returncode == 2
        assert f"Did you mean '{said}'?" in refused.stderr
    assert not (tmp_path / "book").exists()


def test_files_that_are_there_are_left_alone(tmp_path):
    folder = tmp_path / "book"
    assert run(tmp_path, "init", str(folder), "--with", "gitlab").returncode == 0
    (folder / "requirements.txt").write_text("mine\n")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    refused = run(tmp_path, "init", str(folder), "--with", "github,gitlab")
    assert refused.returncode == 2
    assert ".gitlab-ci.yml: is there already" in refused.stderr
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert run(tmp_path, "init", str(folder), "--with", "github").returncode == 0
    assert (folder / ".github/workflows/book.yml").is_file()
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, f"anthology=={metadata.version('anthology')}\n"),
        (
            {"url": "https://git.example/a.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "anthology @ git+https://git.example/a.git@abc\n",
        ),
        (
            {"url": "https://files.example/a.whl", "archive_info": {}},
            "anthology @ https://files.example/a.whl\n",
        ),
        ({"url": "file:///home/ann/a.whl", "archive_info": {}}, "REPOSITORY"),
        ({"url": "file:///home/ann/anthology", "dir_info": {"editable": True}}, "REPOSITORY"),
    ],
)
def test_build_servers_install_what_is_installed_here(monkeypatch, origin, expected):
    class Distribution:
        @staticmethod
        def read_text(name):
            return json.dumps(origin) if origin and name == "direct_url.json" else None

    monkeypatch.setattr(metadata, "distribution", lambda name: Distribution)
    assert expected in requirement()
