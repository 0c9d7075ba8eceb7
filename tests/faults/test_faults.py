"""Whatever fails, the last good book stays, the user is told what happened, and the next run mends it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from anthology.faults import explained, why_it_stopped
from tests.faults.conftest import CHANGED
from tests.faults.machine import (
    bound_by_permissions,
    command,
    files_up_to,
    fill,
    outputs,
    run,
    small_disk,
    wait_for_child,
)

ALL = ("build", "--formats", "html,pdf,epub,latex")
BOTH = ("build", "--formats", "html,pdf")
HTML = ("build", "--formats", "html")
NEW_WORDS = "Blogs come, and most go."


def check_failure(done, *words):
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def check_whole(project, before, renewed, formats=ALL):
    """Each output is the old one or the new one, whole; the next run makes all of them the new ones."""
    after = outputs(project)
    for name in before:
        assert after[name] in (before[name], renewed[name]), name
    done = run(project, *formats)
    assert done.returncode == 0, done.stderr
    mended = outputs(project)
    for name in formats[-1].split(","):
        assert mended[name] == renewed[name], name


@pytest.mark.parametrize("room", [0, 30_000, 120_000, 400_000])
def test_a_full_disk(changed, renewed, tmp_path, room):
    with small_disk(tmp_path / "disk", 100) as disk:
        project = changed(disk / "book")
        before = outputs(project)
        filler = fill(disk, room)
        done = run(project, *ALL)
        check_failure(done, "no room left on the disk", "Make room")
        filler.unlink()
        check_whole(project, before, renewed)


@pytest.mark.parametrize("size", [500, 20_000, 60_000, 120_000])
def test_no_file_may_be_so_large(changed, renewed, tmp_path, size):
    """What every machine can do in the place of a full disk."""
    project = changed(tmp_path / "book")
    before = outputs(project)
    done = run(project, *ALL, preexec_fn=files_up_to(size))
    check_failure(done, "ulimit -f" if size > 20_000 else "")
    check_whole(project, before, renewed)


READ_ONLY = {
    "build": ("build", "ermission denied"),
    "cache": ("build/cache", "ermission denied"),
    "source": ("source", "ermission denied"),
    "pages": ("source/posts/first-posts", "ermission denied"),
    "pdf": ("build/pdf", "ermission denied"),
}


@pytest.mark.parametrize("name", READ_ONLY)
def test_a_folder_that_may_not_be_written(changed, tmp_path, name):
    folder, said = READ_ONLY[name]
    project = changed(tmp_path / "book")
    locked = project / folder
    for path in (locked, *(p for p in locked.rglob("*") if p.is_dir())):
        path.chmod(0o555)
    before = outputs(project)
    done = run(project, "build", preexec_fn=bound_by_permissions)
    check_failure(done, said)
    after = outputs(project)
    assert after["pdf"] == before["pdf"]
    for path in (locked, *(p for p in locked.rglob("*") if p.is_dir())):
        path.chmod(0o755)
    assert run(project, "build", preexec_fn=bound_by_permissions).returncode == 0


UNREADABLE = {
    "settings": ("conf/anthology.toml", 2),
    "decisions": ("conf/decisions.toml", 2),
    "people": ("conf/people.toml", 2),
    "a post": (CHANGED, 1),
    "a chapter": ("source/chapters/a-first-chapter.md", 1),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_may_not_be_read(changed, tmp_path, name):
    file, code = UNREADABLE[name]
    project = changed(tmp_path / "book")
    before = outputs(project)
    (project / file).chmod(0)
    done = run(project, *HTML, preexec_fn=bound_by_permissions)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert Path(file).name in done.stderr
    if name != "a post":  # the book is made without it
        assert outputs(project) == before


# -- files that vanish while they are read


def test_a_source_that_vanishes(anthology, book, monkeypatch):
    import anthology.sources as sources

    find = sources.find

    def and_gone(source, project):
        files, named = find(source, project)
        files[0].unlink()
        return files, named

    anthology("-C", book, *HTML)
    monkeypatch.setattr(sources, "find", and_gone)
    (book / "conf" / "people.toml").write_text("# something to do\n")
    done = anthology("-C", book, *HTML)
    assert done.code == 1
    assert "2024-01-15-a-shelf-for-our-posts.md: cannot be read: No such file or directory" in done.err
    assert (book / "build/html/posts/first-posts/what-comes-out-of-a-feed.html").is_file()


def test_a_picture_that_vanishes(anthology, book, monkeypatch):
    import anthology.pipeline as pipeline

    folder = book / "source" / "archive" / "first-posts"
    (folder / "lamp.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (folder / "lamp.md").write_text("---\ntitle: A lamp\ndate: 2024-05-01\n---\n\n![A lamp](lamp.png)\n")
    really = pipeline.pages.write

    def write(catalogue, *given, **named):
        (folder / "lamp.png").unlink()
        return really(catalogue, *given, **named)

    monkeypatch.setattr(pipeline.pages, "write", write)
    done = anthology("-C", book, *HTML)
    assert done.code == 0, done.err
    assert "lamp.png: No such file or directory" in done.err


@pytest.mark.parametrize(
    "gone", ["posts/first-posts/a-shelf-for-our-posts.md", "chapters/a-first-chapter.md"]
)
def test_a_page_that_vanishes(anthology, book, monkeypatch, gone):
    import anthology.publish as publish

    really = publish.run_sphinx

    def sphinx(project, *given, **named):
        (book / "source" / gone).unlink()
        return really(project, *given, **named)

    page = book / "source" / gone
    anthology("-C", book, *HTML)
    kept = page.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(publish, "run_sphinx", sphinx)
        done = anthology("-C", book, *HTML)
    assert "Traceback" not in done.err
    if gone.startswith("chapters"):
        page.write_bytes(kept)
    done = anthology("-C", book, *HTML)
    assert done.code == 0, done.err
    assert (book / "build" / "html" / gone).with_suffix(".html").is_file()


# -- processes that die


def poisoned(entry):
    """Convert, but die in another process over one post: as often as a file beside it says."""
    from anthology.conversion import convert

    fuse = Path(os.environ["FUSE"])
    left = int(fuse.read_text() or 0)
    if "shelf" in (entry.title or "") and left and os.getpid() != int(os.environ["PARENT"]):
        fuse.write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL) if left % 2 else os._exit(7)
    return convert(entry)


@pytest.mark.parametrize(("times", "code"), [(1, 0), (2, 1)])
def test_a_worker_that_dies(anthology, book, tmp_path, monkeypatch, times, code):
    anthology("-C", book, *HTML)
    before = outputs(book)
    fuse = tmp_path / "fuse"
    fuse.write_text(str(times))
    monkeypatch.setenv("FUSE", str(fuse))
    monkeypatch.setenv("PARENT", str(os.getpid()))
    monkeypatch.setattr("anthology.pipeline.convert", poisoned)
    monkeypatch.setattr("anthology.each._WORTH_A_PROCESS", 0.0)
    (book / "conf" / "people.toml").write_text("# something to do\n")
    done = anthology("-C", book, *HTML, "-j", "2")
    assert done.code == code, done.err
    assert outputs(book) == before
    if code:
        assert "a process died twice, the second time over A shelf for our posts" in done.err
        assert "2024-01-15-a-shelf-for-our-posts.md" in done.err
        assert "-j 1" in done.err
        fuse.write_text("0")
        assert anthology("-C", book, *HTML, "-j", "2").code == 0


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_sphinx_is_killed(changed, renewed, tmp_path, end):
    project = changed(tmp_path / "book")
    before = outputs(project)
    process = subprocess.Popen(command(project, *HTML), stderr=subprocess.PIPE, text=True)
    os.kill(wait_for_child(process, "sphinx"), end)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert f"Sphinx's html builder stopped: was ended by the signal {end.name}" in said
    assert "Traceback" not in said
    assert outputs(project) == before
    check_whole(project, before, renewed, HTML)


@pytest.mark.parametrize("megabytes", [50, 100])
def test_the_pdf_engine_has_no_memory(anthology, book, monkeypatch, megabytes):
    import resource

    import anthology.typesetting.compile as compiling

    assert anthology("-C", book, "build").code == 0
    before = outputs(book)
    chapter = book / "source" / "chapters" / "a-first-chapter.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nMore.\n", "utf-8")
    really = subprocess.run

    def short(*given, **named):
        size = megabytes * 1024 * 1024
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size))  # noqa: E731
        return really(*given, **named, preexec_fn=limit)

    with monkeypatch.context() as patched:
        patched.setattr(compiling.subprocess, "run", short)
        done = anthology("-C", book, "build")
    assert done.code == 1, done.err
    assert "memory" in done.err
    assert "Traceback" not in done.err
    assert outputs(book)["pdf"] == before["pdf"]
    assert anthology("-C", book, "build").code == 0


# -- interruptions


@pytest.mark.parametrize("whole_group", [True, False], ids=["Ctrl-C", "to the program alone"])
@pytest.mark.parametrize("moment", [0.0, 0.4, "sphinx", "engine"])
def test_an_interruption(changed, renewed, tmp_path, moment, whole_group):
    project = changed(tmp_path / "book")
    before = outputs(project)
    process = subprocess.Popen(
        command(project, "build", "-j", "2"), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    begun = ""
    if isinstance(moment, float):
        begun = process.stderr.readline()  # it is at work
        time.sleep(moment)
    else:
        wait_for_child(process, moment)
        time.sleep(0.3)
    if process.poll() is None:
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said
    if process.returncode:
        assert process.returncode == 130, said
        assert said.splitlines()[-1].startswith("anthology: interrupted"), begun + said
    check_whole(project, before, renewed, BOTH)


# -- a clock that goes backwards


def test_a_page_that_seems_older_than_it_was_is_read_again(changed, tmp_path):
    """The clock was set back, or a backup restored: times say nothing, and no page may stay as it was."""
    project = changed(tmp_path / "book")
    chapter = project / "source" / "chapters" / "a-first-chapter.md"
    part = project / "source" / "chapters" / "part.txt"
    part.write_text("The first words.\n")
    chapter.write_text(chapter.read_text("utf-8") + "\n```{include} part.txt\n```\n", "utf-8")
    assert run(project, *HTML).returncode == 0
    for path, words in ((part, "Other words.\n"), (chapter, chapter.read_text("utf-8") + "\nMore words.\n")):
        path.write_text(words, "utf-8")
        os.utime(path, (1_000_000_000, 1_000_000_000))
        assert run(project, *HTML).returncode == 0
        page = (project / "build/html/chapters/a-first-chapter.html").read_text("utf-8")
        assert words.splitlines()[-1] in page


def test_generated_pages_from_a_time_before(anthology, book, monkeypatch):
    import anthology.publish as publish

    really = publish.run_sphinx

    def sphinx(project, *given, **named):
        for path in (book / "source").rglob("*.md"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
        return really(project, *given, **named)

    anthology("-C", book, *HTML)
    post = book / CHANGED
    post.write_text(post.read_text("utf-8").replace("Blogs come and go.", NEW_WORDS), "utf-8")
    monkeypatch.setattr(publish, "run_sphinx", sphinx)
    assert anthology("-C", book, *HTML).code == 0
    page = book / "build/html/posts/first-posts/a-shelf-for-our-posts.html"
    assert NEW_WORDS in page.read_text("utf-8")


# -- words


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "/a/b"), "/a/b: there is no room left on the disk"),
        (PermissionError(13, "Permission denied", "/a/b"), "/a/b: permission denied"),
        (OSError(30, "Read-only file system", "/a"), "/a: read-only file system"),
        (MemoryError(), "the memory is full"),
        (ValueError("x"), None),
    ],
)
def test_errors_of_the_machine_in_words(error, said):
    known = explained(error)
    assert (str(known).splitlines()[0] if known else None) == said


@pytest.mark.parametrize(
    ("code", "lines", "said"),
    [
        (-9, [], "was ended by the signal SIGKILL"),
        (
            2,
            ["Exception occurred:", "OSError: [Errno 28] No space left on device", "The full traceback"],
            "there is no room",
        ),
        (2, ["PermissionError: [Errno 13] Permission denied: '/x/y'"], "/x/y: permission denied"),
        (0, ["WARNING: Failed to copy a file: x.css: OSError(27, 'File too large')"], "file too large"),
        (2, ["MemoryError"], "the memory is full"),
        (2, ["Extension error", "what it was"], None),
    ],
)
def test_why_another_process_stopped(code, lines, said):
    known = why_it_stopped(code, lines)
    assert (known is None) if said is None else str(known).startswith(said)
