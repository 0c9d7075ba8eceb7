"""Removing what was made of a post: all of `build/`, and nothing that another run stands on."""

from anthology.config import load_project
from anthology.lock import BOOK, LINKS, locked
from anthology.model import Tombstone
from anthology.removal.purge import enforce
from anthology.takedown import Tombstones
from tests.made_posts import posts, project


def test_locks_of_runs_at_work_stay(tmp_path):
    book = load_project(project(tmp_path / "book", posts(2)))
    (book.build_dir / "html").mkdir(parents=True)
    (book.build_dir / "html" / "index.html").write_text("<p>Made.</p>\n")
    stones = Tombstones([Tombstone("made-0123456789ab", "asked to", ())])
    with locked(book, lambda: None), locked(book, lambda: None, LINKS):
        held = {name: (book.build_dir / name).stat().st_ino for name in (BOOK, LINKS)}
        assert enforce(book, stones)
        assert not enforce(book, stones), "done once"
        assert {name: (book.build_dir / name).stat().st_ino for name in held} == held
    assert not (book.build_dir / "html").exists()
