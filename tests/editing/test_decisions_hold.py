"""What an editor decided outlives every import, and a changed source is shown beside it."""

from tests.books import run
from tests.editing.routes import FEED, TITLE
from tests.test_sample_book import tree


def project(folder):
    (folder / "conf").mkdir(parents=True)
    (folder / "source").mkdir()
    (folder / "feed.xml").write_text(FEED, "utf-8")
    (folder / "conf" / "anthology.toml").write_text(
        '[book]\nvocabulary = "openstack"\n[[sources]]\nid = "feed"\nname = "Feed"\npath = "feed.xml"\n',
        "utf-8",
    )
    (folder / "conf" / "conf.py").write_text('extensions = ["anthology.sphinxext"]\n', "utf-8")
    (folder / "source" / "index.md").write_text(
        "# Book\n\n```{front}\n```\n\n```{book-contents}\n```\n", "utf-8"
    )
    return folder


def test_five_decisions_hold_when_the_source_changes(tmp_path):
    book = project(tmp_path / "book")
    assert run(book, "build", "--formats", "html").returncode == 0
    adopted = run(book, "adopt", TITLE)
    assert adopted.returncode == 0, adopted.stderr
    (edit,) = (book / "conf" / "edits").glob("*.md")
    edit.write_text(edit.read_text("utf-8").replace("two nights", "three nights"), "utf-8")
    (book / "conf" / "decisions.toml").write_text(
        f"[posts.{edit.stem}]\n"
        'title = "Clocks in step"\n'
        'authors = ["Ada Abe"]\n'
        "date = 2012-11-05\n"
        'topics = ["telemetry"]\n'
        f'was = {{ title = "{TITLE}" }}\n',
        "utf-8",
    )
    (book / "feed.xml").write_text(
        FEED.replace(TITLE, "A newer title").replace("one small daemon", "two daemons"), "utf-8"
    )
    built = run(book, "build", "--formats", "html")
    assert built.returncode == 0, built.stderr

    (page,) = (book / "source" / "posts" / "feed").glob("*.md")
    text = page.read_text("utf-8")
    for held in (
        "# Clocks in step\n",
        "- Ada Abe\n",
        "2012-11-05",
        "- telemetry\n",
        "cycle: grizzly\n",
        "three nights",
    ):
        assert held in text
    assert "two daemons" not in text

    checked = run(book, "check").stdout
    assert "A newer title" in checked
    assert "has changed since its page was edited" in checked

    before = tree(book / "source")
    assert run(book, "build", "--formats", "html").returncode == 0
    assert tree(book / "source") == before
