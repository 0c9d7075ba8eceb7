"""After `anthology reject --takedown` and one build, only files that the command named hold a post."""

import json
import re
import shutil
import zipfile
import zlib

import pypdfium2
import pytest

from tests.books import copy_project, run, squeezed
from tests.conftest import ROOT
from tests.fetching.web import Page, Web

TITLE = "The zircon ledger of Quillhaven"
AUTHOR = "Ottoline Quillfeather"
MARKERS = (
    "Seventeen zircon lanterns hung above the flooded rack.",
    "Nobody at Quillhaven had ever counted the lanterns twice.",
)
BODY = f"""<p>{MARKERS[0]} The night watch lit them one by one, and wrote the hour of each beside it.</p>
<p><img src="/lantern.png" alt="A lantern"></p>
<p>When the water came back the lanterns still burned, all but the ninth, which had been the first to be lit.
The ledger says so in a hand that nobody knew, on a page that had been left blank for the spring.
{MARKERS[1]} The watch of the next night began a new ledger, and left the ninth line free.</p>"""
OTHER = "<p>A day without water. The pumps were taken apart, cleaned and put together again by noon.</p>"
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)
FORMATS = "html,pdf,epub,latex"
CHAPTER = f"""# Lanterns

```{{quote}} {TITLE}
{MARKERS[0]}
```

More in {{post}}`{TITLE}`.
"""


def feed(address, *posts):
    items = "".join(
        f"<item><title>{title}</title><link>{address}/{n}</link><guid>{address}/{n}</guid>"
        f"<author>{author}</author><pubDate>Tue, 0{n} Jan 2013 00:00:00 GMT</pubDate>"
        f"<description><![CDATA[{body}]]></description></item>"
        for n, (title, author, body) in enumerate(posts, 1)
    )
    channel = f"<title>Night watch</title><link>{address}/</link>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{channel}{items}</channel></rss>".encode()


def texts(folder):
    """Return all that can be read of each file below a folder: text, and what is packed in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        parts = [data.decode("utf-8", "replace"), data.decode("utf-16-le", "replace")]
        if data.startswith(b"%PDF"):
            document = pypdfium2.PdfDocument(data)
            parts += [page.get_textpage().get_text_bounded() for page in document]
            parts += [item.get_title() for item in document.get_toc()]
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                parts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        elif data[:2] in (b"\x78\x9c", b"\x78\x01", b"\x78\xda"):
            parts.append(zlib.decompress(data).decode("utf-8", "replace"))
        found[path.relative_to(folder).as_posix()] = squeezed(" ".join(parts))
    return found


def holding(folder, *sentences):
    wanted = [squeezed(one) for one in sentences]
    return {name for name, text in texts(folder).items() if any(one in text for one in wanted)}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book that got one post by four routes, and everything made of it, before and after the take-down."""
    folder = copy_project(ROOT, tmp_path_factory.mktemp("takedown") / "book")
    shutil.rmtree(folder / "source" / "guide")
    (folder / "source" / "index.md").write_text("# A book\n\n```{book-contents}\n```\n", "utf-8")
    web = Web()
    address = web.url
    web.pages["/feed"] = Page(feed(address, (TITLE, AUTHOR, BODY), ("Pumps", "Ann Other", OTHER)))
    web.pages["/lantern.png"] = Page(PICTURE, headers={"Content-Type": "image/png"})
    settings = (
        f'\n[[sources]]\nid = "watch"\nname = "Night watch"\nurl = "{address}/feed"\n'
        '\n[[sources]]\nid = "saved"\nname = "Saved pages"\npath = "saved"\n'
        "\n[fetch]\nallow_private = true\ndelay = 0\nretries = 0\nrobots = false\n"
    )
    with (folder / "conf" / "anthology.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    (folder / "saved").mkdir()
    plain = re.sub(r"<[^>]*>", "", BODY)
    (folder / "saved" / "ledger.md").write_text(
        f"---\ntitle: {TITLE}\nauthor: {AUTHOR}\ndate: 2013-01-02\n---\n\n{plain}\n", "utf-8"
    )
    (folder / "source" / "chapters" / "lanterns.md").write_text(CHAPTER, "utf-8")
    (folder / "source" / "chapters" / "index.md").write_text(
        "# Chapters\n\n```{toctree}\nlanterns\n```\n", "utf-8"
    )
    assert run(folder, "fetch", "--pictures").returncode == 0
    web.pages["/feed"] = Page(
        feed(address, (TITLE, AUTHOR, f"{BODY}<p>Mended.</p>"), ("Pumps", "Ann Other", OTHER))
    )
    assert run(folder, "fetch").returncode == 0
    first = run(folder, "build", "--formats", FORMATS)
    assert first.returncode == 0, first.stderr
    assert run(folder, "adopt", TITLE).returncode == 0
    decisions = folder / "conf" / "decisions.toml"
    (post,) = (one for one in records(folder) if one["title"] == TITLE and not one["duplicate_of"])
    decisions.write_text(
        f'{decisions.read_text("utf-8")}\n# {TITLE}\n[posts.{post["id"]}]  # {TITLE}\ntitle = "{TITLE}!"\n',
        "utf-8",
    )
    assert run(folder, "build", "--formats", FORMATS).returncode == 0
    links = folder / "source" / "archive" / "_links.jsonl"
    rows = (
        {"url": url, "state": "alive", "checked": "2026-01-01", "since": "2026-01-01"}
        for url in (post["url"], "http://a.net/")
    )
    links.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    before = holding(folder, *MARKERS)
    pictures = set((folder / "source" / "archive" / "_pictures").glob("*.png"))
    said = run(folder, "reject", "--takedown", post["id"], "--reason", "a letter of 4 May")
    after = holding(folder, *MARKERS, TITLE, AUTHOR)
    built = run(folder, "build", "--formats", FORMATS)
    yield {
        "folder": folder,
        "web": web,
        "address": address,
        "post": post,
        "before": before,
        "after": after,
        "pictures": pictures,
        "said": said,
        "built": built,
    }
    web.close()


def records(folder):
    return [json.loads(line) for line in run(folder, "-q", "export").stdout.splitlines()]


PEOPLES = {"saved/ledger.md", "source/chapters/lanterns.md"}
"""Files that the tool did not write."""


def test_the_search_finds_the_post_wherever_it_was(book):
    before = "\n".join(sorted(book["before"]))
    for place in (
        *("build/html/posts/", "build/html/chapters/lanterns.html", "build/html/_search/", "build/pdf/"),
        *(
            "build/epub/",
            "build/latex/",
            "build/cache/made.sqlite",
            "build/cache/doctrees/",
            "build/cache/typst/",
        ),
        *("conf/edits/", "source/posts/", "source/archive/watch/posts/", "source/archive/watch/earlier/"),
    ):
        assert place in before, place
    assert len(book["pictures"]) == 1


def test_the_command_leaves_it_in_nothing_but_the_files_that_it_names(book):
    said = book["said"]
    assert said.returncode == 0, said.stderr
    assert book["after"] == PEOPLES
    assert "saved/ledger.md:7-" in said.stderr
    assert "source/chapters/lanterns.md:3-" in said.stderr


def test_the_next_build_brings_it_into_no_file(book):
    assert book["built"].returncode == 0, book["built"].stderr
    assert holding(book["folder"], *MARKERS, TITLE, AUTHOR) == PEOPLES
    assert not book["pictures"] & set((book["folder"] / "source" / "archive" / "_pictures").iterdir())
    assert (book["folder"] / "build" / "html" / "index.html").is_file()


def test_a_chapter_that_quoted_it_says_so_and_is_named(book):
    page = (book["folder"] / "build" / "html" / "chapters" / "lanterns.html").read_text("utf-8")
    body = page.partition("</head>")[2]  # before it, the page's beginning stands once more as its description
    assert body.count("[Removed at the author’s request]") == 2
    warned = [line for line in book["built"].stderr.splitlines() if "[anthology.taken_down]" in line]
    assert {line.partition(": ")[0] for line in warned} == {
        "source/chapters/lanterns.md:3",
        "source/chapters/lanterns.md:7",
    }


def test_only_a_tombstone_is_left(book):
    decisions = (book["folder"] / "conf" / "decisions.toml").read_text("utf-8")
    ids = re.findall(r"\[posts\.((?:watch|saved)-[0-9a-f]{12})\]\nstatus = \"taken-down\"", decisions)
    assert len(ids) == 2
    assert book["post"]["id"] in ids
    assert not set(ids) & {record["id"] for record in records(book["folder"])}
    verdicts = (book["folder"] / "source" / "archive" / "_links.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["url"] for line in verdicts] == ["http://a.net/"]
    told = run(book["folder"], "explain", TITLE)
    assert told.returncode == 1
    assert "was taken down: a letter of 4 May" in told.stderr


def test_it_is_not_fetched_again(book):
    folder = book["folder"]
    state = folder / "source" / "archive" / "watch" / "feed.json"
    state.unlink()  # asked for in full
    fetched = run(folder, "fetch")
    assert fetched.returncode == 0, fetched.stderr
    assert len(list((folder / "source" / "archive" / "watch" / "posts").glob("*.json"))) == 1
    assert holding(folder, *MARKERS) == PEOPLES


def test_a_copy_by_another_route_stays_out_and_is_named(book):
    folder = book["folder"]
    copy = folder / "saved" / "copy.md"
    copy.write_text(f"---\ntitle: Found in a drawer\n---\n\n{BODY.replace('ninth', 'tenth')}\n", "utf-8")
    built = run(folder, "build", "--formats", "html")
    assert built.returncode == 0, built.stderr
    assert holding(folder, *MARKERS) == {*PEOPLES, "saved/copy.md"}
    checked = run(folder, "check")
    assert "(saved/copy.md:5-" in checked.stdout
    copy.unlink()


def test_another_editor_s_build_takes_it_out_too(book, tmp_path):
    """A project in which only `conf/decisions.toml` changed, as it comes by version control."""
    folder = tmp_path / "book"
    (folder / "saved").mkdir(parents=True)
    (folder / "conf").mkdir()
    (folder / "conf" / "conf.py").write_bytes((book["folder"] / "conf" / "conf.py").read_bytes())
    (folder / "conf" / "anthology.toml").write_text(
        '[[sources]]\nid = "saved"\nname = "Saved pages"\npath = "saved"\n', "utf-8"
    )
    (folder / "source").mkdir()
    (folder / "source" / "index.md").write_text("# A book\n\n```{book-contents}\n```\n", "utf-8")
    (folder / "saved" / "ledger.md").write_bytes((book["folder"] / "saved" / "ledger.md").read_bytes())
    assert run(folder, "build", "--formats", "html").returncode == 0
    assert len(holding(folder, *MARKERS)) > 3
    decisions = (book["folder"] / "conf" / "decisions.toml").read_bytes()
    (folder / "conf" / "decisions.toml").write_bytes(decisions[decisions.index(b"[posts.saved-") :])
    assert run(folder, "build", "--formats", "html").returncode == 0
    assert holding(folder, *MARKERS, TITLE) == {"saved/ledger.md"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("What a token costs",), "needs a reason"),
        (("--reason", "x"), "no post is named"),
        (("What a token costs", "--reason", "Mara Lindqvist asked"), "the reason says “Mara Lindqvist”"),
        (("What a token costs", "--reason", "what a  token costs too much"), "the reason says"),
    ],
)
def test_wrong_usage_changes_nothing(book, arguments, said):
    before = (book["folder"] / "conf" / "decisions.toml").read_bytes()
    done = run(book["folder"], "reject", "--takedown", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert (book["folder"] / "conf" / "decisions.toml").read_bytes() == before


def test_a_letter_names_several(book):
    folder = book["folder"]
    before = {record["title"]: record for record in records(folder)}
    one, other = before["What a token costs"], before["A ring is a promise"]
    letter = folder.parent / "letter.txt"
    letter.write_text(
        f"Dear editors,\nplease remove {one['url']}, and\n> {other['id']}.\nThank you\n", "utf-8"
    )
    done = run(folder, "reject", "--takedown", "--from", str(letter), "--reason", "a letter")
    assert done.returncode == 0, done.stderr
    assert f"taken down: {one['id']}" in done.stderr
    assert not {one["id"], other["id"]} & {record["id"] for record in records(folder)}
    assert "source/archive/kitchen-of-clouds.wordpress.xml:" in done.stderr
