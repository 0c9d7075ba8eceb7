"""An output is put in place whole, or not at all; what people put beside it stays."""

import shutil
from pathlib import Path

import pytest

from anthology.swapping import move_in, swap_in


def fill(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def held(folder):
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def work(tmp_path):
    fill(tmp_path / "work", index="one", posts__a="a", posts__b="b")
    return tmp_path / "work"


@pytest.fixture
def target(tmp_path, work):
    swap_in(work, tmp_path / "out")
    return tmp_path / "out"


def test_the_target_becomes_the_work(work, target):
    (work / "posts" / "a").unlink()
    fill(work, posts__c="c", index="two")
    assert swap_in(work, target)
    assert held(target) == held(work)
    assert sorted(p.name for p in target.parent.iterdir()) == [".out.json", "out", "work"]


def test_what_did_not_change_is_neither_copied_nor_touched(work, target):
    before = (target / "posts" / "b").stat()
    assert not swap_in(work, target)
    fill(work, index="two")
    assert swap_in(work, target)
    after = (target / "posts" / "b").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_writing_to_the_work_does_not_change_the_target(work, target):
    for path in work.rglob("*"):
        if path.is_file():
            with path.open("r+") as file:
                file.write("x")
    assert held(target) == {"index": "one", "posts/a": "a", "posts/b": "b"}


def test_a_file_that_somebody_put_there_stays(work, target):
    fill(target, CNAME="www.example.org", posts__mine="mine")
    fill(work, CNAME="ours", index="two")
    swap_in(work, target)
    swap_in(work, target)
    assert held(target) == {**held(work), "CNAME": "www.example.org", "posts/mine": "mine"}


@pytest.mark.parametrize("moment", ["copying", "noting", "first rename", "second rename"])
def test_a_run_that_stops_in_the_middle_is_taken_up(work, target, monkeypatch, moment):
    fill(target, CNAME="www.example.org")
    fill(work, index="two", posts__new="new")
    (work / "posts" / "a").unlink()
    renames = []

    def stop(*_, **__):
        raise OSError(28, "No space left on device")

    def rename(path, place, really=Path.rename):
        renames.append(place)
        if len(renames) == (1 if moment == "first rename" else 2):
            stop()
        return really(path, place)

    with monkeypatch.context() as patched:
        if moment == "copying":
            patched.setattr(shutil, "copy2", stop)
        elif moment == "noting":
            patched.setattr("anthology.swapping.write_if_changed", stop)
        else:
            patched.setattr(Path, "rename", rename)
        with pytest.raises(OSError, match="No space"):
            swap_in(work, target)
    if moment != "second rename":  # the process would have to be killed just there
        assert held(target) == {"index": "one", "posts/a": "a", "posts/b": "b", "CNAME": "www.example.org"}
    assert swap_in(work, target)
    assert held(target) == {**held(work), "CNAME": "www.example.org"}
    assert not [path for path in target.parent.iterdir() if path.name.endswith((".new", ".old"))]


def test_a_link_to_a_folder_elsewhere_stays_one(work, target, tmp_path):
    elsewhere = tmp_path / "www"
    target.rename(elsewhere)
    target.symlink_to(elsewhere)
    fill(work, index="two")
    swap_in(work, target)
    assert target.is_symlink()
    assert held(elsewhere) == held(work)


def test_files_are_moved_in_together_or_not_at_all(tmp_path, monkeypatch):
    fill(tmp_path, made__a="new a", made__b="new b", out__a="old a", out__gone="gone")
    made, out = tmp_path / "made", tmp_path / "out"
    files = {made / name: out / name for name in "ab"}

    def full(source, place, really=shutil.copyfile):
        if Path(source).name == "b":
            raise OSError(28, "No space left on device")
        return really(source, place)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space"):
            move_in(files, [out / "gone"])
    assert held(out) == {"a": "old a", "gone": "gone"}
    move_in(files, [out / "a", out / "gone"])
    assert held(out) == {"a": "new a", "b": "new b"}
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    (made / "b").write_text("newer b", "utf-8")
    move_in(files)
    assert held(out) == {"a": "new a", "b": "newer b"}
    assert [path.name for path, time in before.items() if path.stat().st_mtime_ns == time] == ["a"]
