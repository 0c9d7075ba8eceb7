"""Each command does what its help says, and every mistake a user can make is named."""

import json
import os
import re
import subprocess
import sys
import threading
import tomllib

import pytest
from filelock import FileLock
from typer.main import get_command

from anthology import __version__
from anthology.cli import app
from anthology.pages.manifest import Manifest
from tests.conftest import ROOT

COMMANDS = tuple(get_command(app).commands)


def add_source(book, source_id, path, **keys):
    lines = [f'id = "{source_id}"', f'name = "{source_id}"', f"path = {json.dumps(str(path))}"]
    lines += [f'{key} = "{value}"' for key, value in keys.items()]
    with (book / "conf" / "anthology.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[sources]]\n" + "\n".join(lines) + "\n")


def files_below(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_version_and_help(anthology):
    assert anthology("--version").out.strip() == f"anthology {__version__}"


@pytest.mark.parametrize("name", [*COMMANDS, "new chapter"])
def test_help_shows_purpose_example_defaults_and_what_comes_next(anthology, name):
    done = anthology(*name.split(), "--help")
    assert done.code == 0
    assert "\x1b" not in done.out
    if name != "new":
        assert f"Example: anthology {name}" in done.out
        assert "Next: " in done.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("explain first-posts-e8", ["first-posts-e877775592da"]),
        ("reject zzz", []),
        ("remove fi", ["first-posts"]),
        ("fetch ", ["first-posts"]),
        ("list --source f", ["first-posts"]),
        ("build --formats html,p", ["html,pdf"]),
        ("export --format c", ["csv", "csl-json"]),
        ("init x --with git", ["github", "gitlab"]),
        ("init x --vocabulary o", ["openstack"]),
    ],
)
def test_shells_complete_what_the_book_has(built, words, offered):
    line = f"anthology -C {built} {words}"
    shell = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_ANTHOLOGY_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.argv = ['anthology']; from anthology.cli import main; main()",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT), **shell},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == offered
    assert done.stderr == ""


def test_words_on_a_terminal_have_colours_unless_nobody_wants_them(tmp_path):
    pty = pytest.importorskip("pty")
    for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        main_end, other_end = pty.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "anthology", "-C", str(tmp_path), "build"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=other_end,
            check=False,
        )
        os.close(other_end)
        said = os.read(main_end, 65536).decode()
        os.close(main_end)
        assert done.returncode == 2
        assert "anthology init" in said
        assert ("\x1b[31m" in said) == coloured


def test_verbose_tells_the_seconds_of_every_stage(anthology, book):
    done = anthology("-C", book, "-v", "build", "--formats", "html")
    stages = ("reading posts: 2", "converting: 2", "describing: 2", "tying together: 2", "writing pages: 2")
    for stage in (*stages, "building html: 30"):
        assert re.search(rf"(?m)^{stage} in \d+\.\d s$", done.err), (stage, done.err)


def test_a_new_project_builds_at_once(anthology, book):
    done = anthology("-C", book, "build", "--formats", "html")
    assert done.code == 0, done.err
    assert done.err.splitlines()[-1].startswith("made build/html/index.html")
    index = (book / "build" / "html" / "index.html").read_text("utf-8")
    assert "Our &#34;first&#34; book" in index or "Our “first” book" in index or 'Our "first" book' in index
    assert "A shelf for our posts" in "".join(
        p.read_text("utf-8") for p in (book / "build/html/posts").rglob("*.html")
    )


def test_a_second_build_writes_no_page(anthology, book):
    anthology("-C", book, "build", "--formats", "html")
    pages = files_below(book / "source")
    stamps = {p: p.stat().st_mtime_ns for p in (book / "source").rglob("*.md")}
    done = anthology("-C", book, "build", "--formats", "html")
    assert "pages: 0 written, 0 removed" in done.err
    assert files_below(book / "source") == pages
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps


def test_clean_leaves_what_people_wrote(anthology, book):
    before = files_below(book)
    anthology("-C", book, "build", "--formats", "html")
    done = anthology("-C", book, "clean")
    assert done.code == 0
    after = {name: data for name, data in files_below(book).items() if name != "build/.lock"}
    assert after == before
    (book / "build" / "epub").mkdir()
    assert anthology("-C", book, "clean").code == 0
    assert not (book / "build" / "epub").exists()


def test_export_prints_a_post_a_line(anthology, book):
    done = anthology("-C", book, "-q", "export")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [r["title"] for r in records] == ["A shelf for our posts", "What comes out of a feed"]
    assert records[0]["authors"] == [{"id": "ann-other", "name": "Ann Other", "affiliation": None}]
    assert records[0]["date"].startswith("2024-01-15")
    assert done.err == ""


def test_convert_prints_myst_and_names_what_it_lost(anthology, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h2>A <em>title</em></h2><script>alert(1)</script><p>1 < 2</p>", "utf-8")
    done = anthology("convert", page)
    assert done.code == 0
    assert done.out.splitlines()[0] == "## A *title*"
    assert "lost: script" in done.err
    assert "alert" not in done.out


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda folder: None, "cannot be read"),
        (lambda folder: folder.mkdir(), "cannot be read"),
        (lambda folder: folder.write_bytes(b"<p>caf\xe9"), ":1: is not UTF-8 text"),
    ],
)
def test_convert_names_a_file_it_cannot_read(anthology, tmp_path, make, expected):
    make(tmp_path / "page.html")
    done = anthology("convert", tmp_path / "page.html")
    assert done.code == 1
    assert expected in done.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("build", "--formats", "docx"), "--formats takes html, pdf, epub, latex, not docx"),
        (("build", "-j", "many"), "-j takes a number"),
        (("build", "--no-such"), "No such option"),
        (("build", "-q"), "-q stands before the command\n  Write: anthology -q build …"),
        (("new", "chapter", "-C", "x"), "-C stands before the command\n  Write: anthology -C DIR new …"),
        (("add", "no/where.txt"), "no/where.txt: there is no such file or folder\n  The path starts from /"),
        (("add", "planet.example.org/feed"), "write it whole: https://planet.example.org/feed"),
        (("add", "planet.example.org"), "write it whole: https://planet.example.org"),
        (("add", "localhost:8000/feed.xml"), "write it whole: https://localhost:8000/feed.xml"),
        (("fetch", "first-post"), "Did you mean 'first-posts'?"),
        (("remove", "first-post"), "Did you mean 'first-posts'?"),
    ],
)
def test_wrong_usage_exits_with_2(anthology, book, arguments, expected):
    done = anthology("-C", book, *arguments)
    assert done.code == 2
    assert expected in done.err


def test_a_misspelt_file_is_not_taken_for_an_address(anthology, book):
    done = anthology("-C", book, "add", "planet.txt")
    assert "there is no such file or folder" in done.err
    assert "https://" not in done.err


def test_the_project_is_no_source_of_its_own(anthology, book):
    for path in (book, book / "source", book.parent):
        done = anthology("-C", book, "add", path)
        assert done.code == 2, path
        assert "holds the book itself" in done.err


@pytest.mark.parametrize(
    ("address", "said"), [("http://", "'http://' is no"), ("ftp://a.example/x", "'ftp://a.example/x' is no")]
)
def test_an_address_that_is_none(anthology, book, address, said):
    assert f"{said} http or https address" in anthology("-C", book, "add", address).err


def test_a_folder_that_is_not_there_is_named(anthology, tmp_path):
    done = anthology("-C", tmp_path / "nowhere", "build")
    assert done.code == 2
    assert "nowhere: there is no such folder" in done.err


def test_what_comes_after_init_can_be_typed_as_it_is_printed(anthology, tmp_path):
    done = anthology("init", tmp_path / "my book")
    assert f"next: anthology -C '{tmp_path / 'my book'}' build" in done.err


def test_a_missing_conf_py_is_named_without_words_of_sphinx(anthology, book):
    (book / "conf" / "conf.py").unlink()
    done = anthology("-C", book, "build", "--formats", "html")
    assert done.code == 2
    assert "conf/conf.py: is not there" in done.err
    assert "Traceback" not in done.err


def test_no_project_exits_with_2(anthology, tmp_path):
    done = anthology("-C", tmp_path, "build")
    assert done.code == 2
    assert "anthology init" in done.err


def test_init_leaves_a_full_folder_alone(anthology, tmp_path):
    (tmp_path / "mine").write_text("x")
    done = anthology("init", tmp_path)
    assert done.code == 2
    assert "not empty" in done.err
    assert files_below(tmp_path) == {"mine": b"x"}


BAD_SOURCES = {
    "missing": (None, "no-such-file.xml"),
    "empty": (b"", "empty"),
    "cut off": (
        b"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>"
        b"<item><title>Whole</title><guid>g1</guid><description>A whole post.</description></item>"
        b"<item><title>Half</title><descr",
        "cut",
    ),
    "undecodable": (b"\x00\x01\x02\xff\xfe\xfd" * 50, "bad"),
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_a_bad_source_is_named_and_the_others_are_built(anthology, book, name):
    data, _ = BAD_SOURCES[name]
    path = book / "source" / "archive" / "no-such-file.xml"
    if data is not None:
        path.write_bytes(data)
    add_source(book, "bad-one", path)
    done = anthology("-C", book, "build", "--formats", "html")
    assert done.code == 1
    assert "no-such-file.xml" in done.err
    assert "Traceback" not in done.err
    assert (book / "build/html/posts/first-posts/a-shelf-for-our-posts.html").is_file()
    if name == "cut off":
        assert (book / "build/html/posts/bad-one/whole.html").is_file()


def test_two_sources_with_one_id(anthology, book):
    add_source(book, "first-posts", "x.xml")
    done = anthology("-C", book, "build")
    assert done.code == 2
    assert "2 sources are called 'first-posts'" in done.err


def test_a_page_that_a_person_changed_is_kept_and_named(anthology, book):
    anthology("-C", book, "build", "--formats", "html")
    page = book / "source/posts/first-posts/a-shelf-for-our-posts.md"
    page.write_text(page.read_text("utf-8") + "\nAdded by hand.\n", "utf-8")
    archive = book / "source/archive/first-posts/2024-01-15-a-shelf-for-our-posts.md"
    archive.write_text(archive.read_text("utf-8").replace("is a shelf", "is a long shelf"), "utf-8")
    done = anthology("-C", book, "build", "--formats", "html")
    assert done.code == 1
    assert "a-shelf-for-our-posts.md" in done.err
    assert page.read_text("utf-8").endswith("Added by hand.\n")


def test_a_second_run_waits_for_the_first(anthology, book):
    (book / "build").mkdir()
    lock = FileLock(book / "build" / ".lock", thread_local=False)
    lock.acquire()
    threading.Timer(1.0, lock.release).start()
    done = anthology("-C", book, "clean")
    assert done.code == 0
    assert "another run is at work" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(anthology, book):
    (book / "build").mkdir(mode=0o500)
    done = anthology("-C", book, "build")
    assert done.code == 1
    assert "Permission denied" in done.err


def test_add_says_what_a_file_holds_and_declares_it(anthology, book):
    feed = book / "saved.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>A blog</title><link>https://blog.example/</link>"
        "<item><title>One</title><guid>1</guid><description>First &amp;amp; last.</description></item>"
        "</channel></rss>",
        "utf-8",
    )
    before = (book / "conf" / "anthology.toml").read_text("utf-8")
    looked = anthology("-C", book, "add", "--look", feed)
    assert "saved.xml: feed, 1 post" in looked.out
    assert "1 without author" in looked.out
    assert (book / "conf" / "anthology.toml").read_text("utf-8") == before
    added = anthology("-C", book, "add", feed)
    assert added.code == 0
    after = (book / "conf" / "anthology.toml").read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert 'id = "saved"\nname = "A blog"\npath = "saved.xml"\n' in after
    again = anthology("-C", book, "add", feed)
    assert again.code == 2
    assert "saved.xml: is source 'saved' already" in again.err
    missing = anthology("-C", book, "add", book / "nothing-here.xml")
    assert missing.code == 2
    assert "nothing-here.xml" in missing.err
    assert (book / "conf" / "anthology.toml").read_text("utf-8") == after


def test_a_rejected_post_leaves_the_book(anthology, book):
    anthology("-C", book, "build", "--formats", "html")
    page = book / "build/html/posts/first-posts/what-comes-out-of-a-feed.html"
    assert page.is_file()
    assert anthology("-C", book, "reject", "What comes out of a feed").code == 2
    done = anthology("-C", book, "reject", "What comes out of a feed", "--reason", "off topic")
    assert done.code == 0, done.err
    assert "off topic" in (book / "conf" / "decisions.toml").read_text("utf-8")
    anthology("-C", book, "build", "--formats", "html")
    assert not page.exists()
    assert "What comes out of a feed" not in (book / "build/html/index.html").read_text("utf-8")
    exported = [json.loads(line) for line in anthology("-C", book, "export").out.splitlines()]
    assert [r["status"] for r in exported] == ["new", "rejected"]


def test_sources_that_cannot_be_read_are_a_group_of_check_and_a_line_elsewhere(anthology, book):
    settings = book / "conf" / "anthology.toml"
    gone = '\n[[sources]]\nid = "{0}"\nname = "{0}"\npath = "nowhere/{0}.xml"\n'
    settings.write_text(settings.read_text("utf-8") + gone.format("one") + gone.format("two"), "utf-8")
    for command in (["list"], ["explain", "shelf"], ["accept", "shelf"], ["status"]):
        done = anthology("-q", "-C", book, *command)
        assert done.err == "anthology: 2 problems in reading sources: see `anthology check`\n", command
    done = anthology("-q", "-C", book, "check", "--json")
    assert (done.code, done.err) == (1, "")
    (group,) = (g for g in json.loads(done.out) if g["type"] == "anthology.source_unread")
    assert [
        f"nowhere/{name}.xml" in line["text"]
        for name, line in zip(["one", "two"], group["posts"], strict=True)
    ]
    assert all("\n" not in line["text"] for line in group["posts"])


def test_decisions_are_named_from_the_project_on(anthology, book):
    (line,) = anthology("-C", book, "list", "shelf").out.splitlines()
    file = book / "conf" / "decisions.toml"
    file.write_text(
        f'[posts.{line.split()[0]}]\ntopics = ["community"]\n\n[posts.none-1]\ntitle = "x"\n', "utf-8"
    )
    assert "decided in conf/decisions.toml:1\n" in anthology("-C", book, "explain", "shelf").out
    assert "  conf/decisions.toml:4: no post none-1" in anthology("-C", book, "check").out
    file.write_text("[posts.none-1]\ntitel = 1\n", "utf-8")
    assert "anthology: conf/decisions.toml:2: unknown key" in anthology("-C", book, "check").err


def test_what_a_decision_replaces_is_said(anthology, book):
    def said(*arguments):
        done = anthology("-C", book, *arguments)
        assert done.code == 0, done.err
        lines = done.err.splitlines()
        return [line for line in lines if line.startswith(("accepted", "rejected", "  in the place"))]

    post, file = "What comes out of a feed", book / "conf" / "decisions.toml"
    assert said("reject", post, "--reason", "off topic") == [f"rejected: {post}"]
    assert 'status = "rejected"' in file.read_text("utf-8")
    again = [f"rejected: {post}", "  in the place of “off topic”"]
    assert said("reject", post, "--reason", "an advertisement") == again
    back = [f"accepted: {post}", "  in the place of rejected, “an advertisement”"]
    assert said("accept", post) == back
    assert 'status = "accepted"' in file.read_text("utf-8")
    assert "reason" not in tomllib.loads(file.read_text("utf-8"))["posts"].popitem()[1]
    assert said("accept", post, "--reason", "read") == [f"accepted: {post}"]
    assert said("accept", post) == [f"accepted: {post}"]
    assert 'reason = "read"' in file.read_text("utf-8")


def test_explain_gives_the_evidence(anthology, book):
    done = anthology("-C", book, "explain", "shelf")
    assert done.code == 0
    assert "2024-01-15" in done.out
    assert "front matter" in done.out or "front-matter" in done.out
    lost = anthology("-C", book, "explain", "A self for our pots")
    assert lost.code == 1
    assert "A shelf for our posts" in lost.err


def test_status_and_check_speak_json(anthology, book):
    groups = json.loads(anthology("-C", book, "status", "--json").out)
    assert {group["type"]: len(group["posts"]) for group in groups}["anthology.new"] == 2
    assert json.loads(anthology("-C", book, "check", "--json").out) is not None


def test_an_adopted_page_is_the_editors_and_conflicts_are_shown(anthology, book):
    anthology("-C", book, "build", "--formats", "html")
    page = book / "source/posts/first-posts/a-shelf-for-our-posts.md"
    page.write_text(
        page.read_text("utf-8").replace("Blogs come and go.", "Blogs come, and mostly go."), "utf-8"
    )
    done = anthology("-C", book, "adopt", "source/posts/first-posts/a-shelf-for-our-posts.md")
    assert done.code == 0, done.err
    (edit,) = (book / "conf" / "edits").glob("*.md")
    assert "mostly go" in edit.read_text("utf-8")
    assert anthology("-C", book, "build", "--formats", "html").code == 0
    assert "mostly go" in page.read_text("utf-8")
    assert "mostly go" in (book / "build/html/posts/first-posts/a-shelf-for-our-posts.html").read_text(
        "utf-8"
    )
    assert anthology("-C", book, "adopt", "shelf").code == 2

    archive = book / "source/archive/first-posts/2024-01-15-a-shelf-for-our-posts.md"
    archive.write_text(archive.read_text("utf-8").replace("is a shelf", "is a long shelf"), "utf-8")
    assert anthology("-C", book, "build", "--formats", "html").code == 0
    assert "mostly go" in page.read_text("utf-8")
    assert "has changed since its page was edited" in anthology("-C", book, "check").out


def test_a_killed_run_is_taken_up_where_it_stopped(anthology, book):
    anthology("-C", book, "build", "--formats", "html")
    page = book / "source/posts/first-posts/a-shelf-for-our-posts.md"
    manifest = (book / "source/.anthology/manifest.json").read_text("utf-8")
    archive = book / "source/archive/first-posts/2024-01-15-a-shelf-for-our-posts.md"
    archive.write_text(archive.read_text("utf-8").replace("is a shelf", "is a long shelf"), "utf-8")
    before = page.read_text("utf-8")
    Manifest(book / "source").write(
        "posts/first-posts/a-shelf-for-our-posts.md",
        before.replace("is a shelf", "is a short shelf").encode(),
    )
    assert (book / "source/.anthology/manifest.json").read_text("utf-8") == manifest
    done = anthology("-C", book, "build", "--formats", "html")
    assert done.code == 0, done.err
    assert "is a long shelf" in page.read_text("utf-8")


def test_a_build_says_what_changed_since_the_one_before(anthology, book):
    anthology("-C", book, "build", "--formats", "html")
    assert not (book / "build" / "changes.md").exists()
    (book / "source/archive/first-posts/2024-03-01-new.md").write_text(
        "---\ntitle: A new post\ndate: 2024-03-01\n---\n\nHello.\n", "utf-8"
    )
    done = anthology("-C", book, "build", "--formats", "html")
    assert "1 change since the last build: build/changes.md" in done.err
    assert "A new post" in (book / "build" / "changes.md").read_text("utf-8")


@pytest.mark.parametrize("form", ["csv", "bibtex", "csl-json", "opml", "atom"])
def test_export_in_other_forms(anthology, book, form):
    done = anthology("-C", book, "export", "--format", form)
    assert done.code == 0
    assert "A shelf for our posts" in done.out or form == "opml"
    assert anthology("-C", book, "export", "--format", "docx").code == 2
