"""A newcomer's first evening, as README and guide tell it: every step works, with the preview open."""

from __future__ import annotations

import json

import pytest

from tests.books import run
from tests.preview.desk import desk

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Turning</title><link>https://turning.example/</link>
<item><title>Wheels within wheels</title><link>https://turning.example/wheels</link>
<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate><dc:creator>a.other</dc:creator>
<description>&lt;p&gt;A wheel alone is a toy.&lt;/p&gt;
&lt;p&gt;Two are a machine.&lt;/p&gt;</description></item>
<item><title>Buy my gears</title><link>https://turning.example/buy</link>
<pubDate>Tue, 12 Mar 2024 10:00:00 GMT</pubDate><dc:creator>a.other</dc:creator>
<description>&lt;p&gt;Cheap gears, today only.&lt;/p&gt;</description></item>
</channel></rss>
"""
CHAPTER = """
```{anthology:quote} Wheels within wheels
Two are a machine.
```

and before that

```{anthology:quote} A shelf for our posts
```
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with desk(tmp_path_factory.mktemp("story") / "book") as made:
        yield made


def told(served, *words, code=0):
    """Run a command in the project and return what it prints."""
    done = run(served.folder, *words)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def shown(served, page, words):
    """Wait until the preview shows some words on a page."""
    return served.wait_for(lambda notice: words in served.page(page) and not notice["failed"])


def test_a_feed_becomes_posts(served):
    (served.folder / "turning.xml").write_text(FEED, "utf-8")
    feed = str(served.folder / "turning.xml")
    assert "feed, 2 posts" in told(served, "add", "--look", feed)
    assert "next: anthology build" in told(served, "add", feed, "--license", "CC BY 4.0")
    shown(served, "posts/turning/wheels-within-wheels.html", "CC BY 4.0")


def test_an_account_becomes_a_person(served):
    asked = told(served, "check", code=1)
    assert "a.other: Wheels within wheels" in asked
    assert "name the person in conf/people.toml" in asked
    with (served.folder / "conf" / "people.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[people]]\nname = "Ann Other"\naliases = ["a.other"]\n')
    shown(served, "authors/ann-other.html", "Wheels within wheels")
    assert "Ann Other (ann-other)" in told(served, "explain", "Wheels within")


def test_an_advertisement_goes(served):
    shown(served, "authors/ann-other.html", "Buy my gears")
    told(served, "reject", "Buy my gears", "--reason", "an advertisement")
    served.wait_for(lambda _: "Buy my gears" not in served.page("authors/ann-other.html"))
    assert not list((served.folder / "build" / "html").rglob("buy-my-gears*"))


def test_a_chapter_quotes_two_posts(served):
    told(served, "new", "chapter", "Shelves and wheels")
    shown(served, "chapters/index.html", "Shelves and wheels")
    path = served.folder / "source" / "chapters" / "shelves-and-wheels.md"
    path.write_text(path.read_text("utf-8") + CHAPTER.replace("machine", "mashine"), "utf-8")
    wrong = served.wait_for(lambda notice: notice["problems"])["problems"]
    assert ["does not say" in problem["what"] for problem in wrong] == [True]
    path.write_text(path.read_text("utf-8").replace("mashine", "machine"), "utf-8")
    assert not shown(served, "chapters/shelves-and-wheels.html", "Two are a machine.")["problems"]
    assert "This folder is a shelf" in served.page("chapters/shelves-and-wheels.html")


def test_the_book_is_built_and_holds_what_was_decided(served):
    assert served.end() == 0
    said = told(served, "build", "--strict")
    assert "3 posts by 1 author, 0 warnings" in said
    assert "made build/pdf/our-anthology.pdf" in said
    posts = [json.loads(line) for line in run(served.folder, "-q", "export").stdout.splitlines()]
    assert [post["title"] for post in posts if post["status"] == "rejected"] == ["Buy my gears"]
    assert {author["name"] for post in posts for author in post["authors"]} == {"Ann Other"}
