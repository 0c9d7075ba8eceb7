"""What cannot be made again, fetched posts and editors' words, is whole or as it was, whatever fails."""

import json
import shutil

import pytest

from tests.faults.machine import bound_by_permissions, files_up_to, fill, run, small_disk, tree
from tests.fetching.conftest import web  # noqa: F401 - fixture
from tests.fetching.web import Page, rss

SETTINGS = """
[fetch]
allow_private = true
delay = 0
retries = 0

[[sources]]
id = "lamps"
name = "Lamps"
url = "{}/feed"
"""
ARCHIVE = "source/archive/lamps"


@pytest.fixture
def fetching(finished, tmp_path, web):  # noqa: F811 - the fixture
    """Return a function that copies a book to a folder and gives it a feed of four long posts."""
    posts = {f"Post{n} lamp": f"<p>Lamp {n}.</p>" + f"<p>It shines. {n}</p>" * 2000 for n in range(4)}
    web.pages["/feed"] = Page(rss("Lamps", posts, "https://lamps.example/"), headers={"ETag": '"1"'})

    def make(target):
        shutil.copytree(finished, target)
        with (target / "conf" / "anthology.toml").open("a") as file:
            file.write(SETTINGS.format(web.url))
        return target

    return make


def check_fetch(project, done, *words):
    """The failure is told, what is kept is whole, and the next run keeps all."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stdout + done.stderr
    for path in (project / ARCHIVE).rglob("*.json"):
        json.loads(path.read_bytes())
    again = run(project, "fetch", "lamps")
    assert again.returncode == 0, again.stderr
    assert len([*(project / ARCHIVE / "posts").glob("*.json")]) == 4
    assert not [*(project / ARCHIVE).rglob("*.part")]
    assert not (project / ARCHIVE / "earlier").exists()


@pytest.mark.parametrize("room", [0, 60_000, 150_000])
def test_no_room_while_fetching(fetching, tmp_path, room):
    with small_disk(tmp_path / "disk", 100) as disk:
        project = fetching(disk / "book")
        filler = fill(disk, room)
        done = run(project, "fetch", "lamps")
        filler.unlink()
        check_fetch(project, done, "o space left on device" if room else "no room left on the disk")


def test_no_file_may_be_so_large_while_fetching(fetching, tmp_path):
    project = fetching(tmp_path / "book")
    check_fetch(project, run(project, "fetch", "lamps", preexec_fn=files_up_to(20_000)), "ile too large")


def test_an_archive_that_may_not_be_written(fetching, tmp_path):
    project = fetching(tmp_path / "book")
    archive = project / "source" / "archive"
    archive.chmod(0o555)
    done = run(project, "fetch", "lamps", preexec_fn=bound_by_permissions)
    archive.chmod(0o755)
    check_fetch(project, done, "ermission denied")


WORDS = {
    "accept": ("accept", "what-comes-out-of-a-feed"),
    "reject": ("reject", "a-shelf-for-our-posts", "--reason", "A word that must not be lost."),
    "add": ("add", "notes.md"),
}


@pytest.mark.parametrize("name", WORDS)
def test_no_room_for_a_word(finished, tmp_path, name):
    """A command that cannot write what an editor said leaves every file of people as it was."""
    with small_disk(tmp_path / "disk", 100) as disk:
        project = shutil.copytree(finished, disk / "book")
        (project / "notes.md").write_text("---\ntitle: Notes\ndate: 2024-05-01\n---\n\nA few words.\n")
        before = tree(project / "conf") | tree(project / "source" / "chapters")
        filler = fill(disk, 0)
        done = run(project, *WORDS[name], cwd=project)
        assert tree(project / "conf") | tree(project / "source" / "chapters") == before
        filler.unlink()
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
        again = run(project, *WORDS[name], cwd=project)
        assert again.returncode == 0, again.stderr
        assert tree(project / "conf") != before
