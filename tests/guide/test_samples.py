"""Whoever follows README and guide to the letter gets what they promise."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml

from anthology.config import load_project
from anthology.curation import Decisions
from anthology.knowledge.people_file import PeopleFile
from anthology.vocabulary import load_vocabulary
from tests.books import build, copy_project
from tests.conftest import ROOT
from tests.guide.samples import Reader, commands_of, samples_of

GUIDE = ROOT / "source" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
READ_ME = (ROOT / "README.md", ROOT / "CONTRIBUTING.md")

NOT_RUN = {
    "python3 -m venv .venv": "installs; `.ci/run` does it in a clean environment",
    ".venv/bin/pip install -q -e .": "installs; `.ci/run` does it in a clean environment",
    "source .venv/bin/activate": "changes the shell it is typed into",
    "python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/anthology build": "in `.ci/run`",
    "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/python -m pytest -q": (
        "`.ci/run` runs it, and this test with it"
    ),
    'anthology add https://mill.example/ --license "CC BY 4.0"': "no such host; see `tests/fetching`",
    "anthology fetch": "the same",
    "anthology check --links": "the same; see `tests/linkcheck`",
    "anthology fetch --pictures": "the same",
    "anthology serve --open": "does not end by itself, and opens a browser; see `tests/preview`",
    "pip install 'anthology[dask]'": "installs",
    "dask scheduler --port 8786": "starts a server; `tests/test_executors.py` has a cluster of its own",
    "dask worker tcp://planet.example:8786 --nworkers 4 --nthreads 1": "the same",
    "anthology build --executor dask://planet.example:8786": "the same",
    "python -m tests.benchmarks.book --write": "takes twenty minutes, and changes the guide",
    "pip install libfaketime": "installs",
    "python -m tests.benchmarks.machines --python /path/to/another/python": "builds the book ten times",
    ".ci/oldest": "makes an environment of its own; run by hand",
    "pip install pip-audit": "installs; asks the package index",
    "pip-audit": "the same",
    "rsync -a --delete build/html/ host.example:/srv/www/anthology/": "needs a host to copy to",
}
"""Commands that no test runs, with the reason."""


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda path: path.stem)
def test_commands_print_what_is_promised(path, tmp_path):
    reader = Reader(tmp_path)
    for sample in samples_of(path):
        reader.follow(sample, NOT_RUN)
    if (reader.folder / "conf" / "anthology.toml").is_file():
        project = load_project(reader.folder)
        load_vocabulary(project.settings.book.vocabulary, project.conf)
        PeopleFile.load(project.conf / "people.toml")
        Decisions.load(project.conf / "decisions.toml")


def test_what_is_not_run_is_still_printed_somewhere():
    printed = {
        command.line
        for path in (*PAGES, *READ_ME)
        for sample in samples_of(path)
        if sample.language == "console"
        for command in commands_of(sample)
    }
    assert set(NOT_RUN) <= printed


@pytest.mark.parametrize("path", [*PAGES, *READ_ME], ids=lambda path: path.stem)
def test_samples_are_in_the_language_they_name(path):
    for sample in samples_of(path):
        where = f"{sample.page}:{sample.line}"
        if sample.language == "toml":
            assert tomllib.loads(sample.text), where
        elif sample.language == "yaml":
            assert isinstance(yaml.safe_load(sample.text), dict), where
        elif sample.language == "json":
            json.loads(sample.text)
        elif sample.language == "python":
            compile(sample.text, where, "exec")
        elif sample.language == "console":
            assert list(commands_of(sample)), f"{where}: no line begins with `$ `"
        else:
            assert sample.language in ("md", "xml", "html", "text") or sample.language.startswith("{"), where


def test_samples_of_chapters_build_without_a_warning(tmp_path):
    """Samples of MyST without a path, each as a chapter of its own in the repository's book."""
    book = copy_project(ROOT, tmp_path / "book")
    for path in PAGES:
        for sample in samples_of(path):
            if sample.language == "md" and not sample.caption:
                # What a page shows as a sample it also holds, so that a reader sees what it makes.
                assert path.read_text("utf-8").count(sample.text) == 2, f"{path.name}:{sample.line}"
                name = f"sample-{path.stem}-{sample.line}"
                chapter = f"---\norphan: true\n---\n\n# {name}\n\n{sample.text}"
                (book / "source" / "chapters" / f"{name}.md").write_text(chapter, "utf-8")
    assert len(list((book / "source" / "chapters").glob("sample-*"))) >= 8
    build(book)


def test_every_page_of_the_guide_is_listed_and_kept_out_of_print():
    index = (GUIDE / "index.md").read_text("utf-8")
    for path in PAGES:
        assert path.read_text("utf-8").startswith("---\nweb-only: true\n---\n"), path.name
        assert path.stem == "index" or f"\n{path.stem}\n" in index


def test_safety_names_tests_that_exist():
    named = [
        word
        for line in (GUIDE / "safety.md").read_text("utf-8").splitlines()
        for word in line.split("`")
        if word.startswith("tests/")
    ]
    assert len(named) >= 20
    for word in named:
        file, _, test = word.partition("::")
        assert f"def {test}(" in Path(ROOT, file).read_text("utf-8"), word


def test_safety_says_what_proves_each_line():
    proven, lines = False, 0
    for line in (GUIDE / "safety.md").read_text("utf-8").splitlines():
        if not line.startswith("|"):
            proven = False
        elif line.endswith("| proven by |"):
            proven = True
        elif proven and not line.startswith("| ---"):
            assert "`tests/" in line, line
            lines += 1
    assert lines >= 50
