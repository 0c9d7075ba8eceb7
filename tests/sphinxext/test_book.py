"""The small book in HTML: no warning, nothing broken, everything there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest
from sphinx.util.inventory import InventoryFile

from anthology.sphinxext.head import whole_words
from tests.sphinxext.conftest import build
from tests.sphinxext.crawler import Page, crawl


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def article_of(html: str) -> str:
    return html.split('<article class="bd-article">')[1].split("</article>", maxsplit=1)[0]


def test_no_warnings(book):
    assert book.warnings == []


def test_no_broken_links_and_nothing_from_elsewhere(book):
    broken, foreign, _ = crawl(book.html)
    assert broken == []
    assert foreign == set()
    assert '<a class="remote-picture' in book.page("posts/planet/post-6")
    assert "Picture: A remote picture (pictures.example)</a>" in book.page("posts/planet/post-6")


def test_ids_are_unique(book):
    for path in book.html.rglob("*.html"):
        twice = [i for i, n in Counter(Page(path).ids).items() if n > 1]
        assert twice == [], path.name


def test_every_post_in_three_clicks(book):
    _, _, graph = crawl(book.html)
    seen, front = {"index.html"}, {"index.html"}
    for _ in range(3):
        front = {link for page in front for link in graph[page]} - seen
        seen |= front
    posts = {p.relative_to(book.html).as_posix() for p in (book.html / "posts").rglob("*.html")}
    assert len(posts) == 16
    assert posts <= seen


def test_front_page(book):
    text = text_of(article_of(book.page("index")))
    assert "16 posts" in text
    assert "2011–2012" in text
    for words in ("Release cycles", "Birch", "Quay", "A picture of a knot"):
        assert words in text


def test_post_header(book):
    page = article_of(book.page("posts/planet/post-1"))
    header = page.split("</h1>")[1].split("First paragraph")[0]
    for docname in (
        "authors/ann-other",
        "channels/ann-s-boats",
        "cycles/birch",
        "topics/boats",
        "projects/quay",
    ):
        assert f'href="../../{docname}.html"' in header
    assert "1 May 2012" in header
    assert "https://boats.example/1/" in header
    assert '<a class="original' in header
    copy = re.search(r'<a [^>]*href="https://web.archive.org/web/20120501100000/([^"]*)"[^>]*>', header)
    assert copy[1] == "https://boats.example/1/"
    assert 'title="archived copy of https://boats.example/1/"' in copy[0]


@pytest.mark.parametrize(
    ("page", "above"),
    [
        ("posts/planet/post-1", ["index", "cycles/index", "cycles/birch"]),
        ("projects/quay", ["index", "projects/index"]),
        ("projects/index", ["index"]),
        ("search", ["index"]),
        ("404", ["index"]),
        ("index", []),
    ],
)
def test_the_way_down_to_a_page(book, page, above):
    crumbs = re.search(r'<nav class="crumbs.*?</nav>', book.page(page), re.DOTALL)
    found = re.findall(r'href="(?:\.\./|\./)*([^"]*)\.html"', crumbs[0]) if crumbs else []
    assert found == above


def test_inferred_dates_say_so(book):
    assert "about May 2012" in text_of(article_of(book.page("posts/planet/post-3")))
    assert "about" not in text_of(article_of(book.page("posts/planet/post-1"))).split("First paragraph")[0]


def test_post_footer(book):
    footer = book.page("posts/planet/post-1").split("post-footer")[1]
    text = text_of(footer)
    assert "Part 1 of 2 of the series Mooring, step by step" in text
    assert "Next: Mooring, the second part" in text
    assert "Also at : Ann's boats" in text
    assert 'href="https://planet.example/copy"' in footer
    assert 'href="https://license.example/by"' in footer
    assert "@misc{other2012-000001," in text
    assert "Cited by" in text_of(book.page("posts/planet/post-2").split("post-footer")[1])


def test_links_between_posts_stay_in_the_book(book):
    page = article_of(book.page("posts/planet/post-1"))
    assert re.search(r'<a [^>]*href="post-2.html">the second part</a>', page)
    assert 'href="https://elsewhere.example/"' in page
    assert re.search(r'href="post-3.html"><span[^>]*>a <em>third</em></span></a>', page)
    assert "and what is gone." in text_of(page)


def test_code_is_as_it_was(book):
    page = book.page("posts/planet/post-1")
    code = page.split('<div class="highlight-python')[1].split("</pre>")[0]
    assert "&gt;&gt;&gt; " in code
    assert "$5 and `ticks`" in text_of(code)


def test_foreign_posts_say_their_language(book):
    assert re.search(r'<section[^>]* lang="ja"', book.page("posts/planet/post-7"))
    assert re.search(r'<section[^>]* lang="ar"', book.page("posts/planet/post-8"))
    assert '<div class="post-header no-search docutils container" lang="en">' in book.page(
        "posts/planet/post-8"
    )


def test_odd_titles(book):
    assert "Untitled, Ann’s boats" not in book.page("posts/planet/post-3")
    assert (
        text_of(book.page("posts/planet/post-3").split("<h1>")[1].split("<a")[0])
        == "Untitled, Ann's boats, May 2012"
    )
    assert "???!" in book.page("posts/planet/post-5").split("<h1>")[1][:10]
    assert "🚣 rows 🚣" in book.page("posts/planet/post-9").split("<h1>")[1][:20]
    shown = article_of(book.page("posts/planet/post-12")).split("<h1>")[1].split('<a class="headerlink')[0]
    assert shown == "--- # *a* [b](c) {doc}`index` &lt;b&gt;&amp; &quot;q&quot; 'r': {{ x }} ### %"


def test_pictures_wait_until_they_are_seen(book):
    picture = re.search(r"<img [^>]*>", article_of(book.page("posts/planet/post-14")))
    assert 'loading="lazy"' in picture[0]
    assert 'width="40"' in picture[0]


def test_hostile_post_is_harmless(book):
    page = book.page("posts/planet/post-10")
    article = article_of(page)
    assert "Words before." in article
    assert "Words after." in article
    assert "<script" not in article
    assert "<img" not in article
    assert "onerror=" not in re.sub(r"&lt;.*?&gt;", "", article)
    assert 'href="javascript' not in page
    assert "secret" not in {p.stem for p in (book.html / "_images").glob("*")}
    assert not (book.html / "_downloads").exists()
    assert "toctree-wrapper" not in article
    assert "{include} /etc/hostname" in article, "nothing is lost silently"
    hostname = subprocess.run(["hostname"], capture_output=True, text=True, check=False).stdout.strip()
    assert not hostname or hostname not in article
    assert "<title>A harmless title" in page


def test_objects_inventory(book):
    data = InventoryFile.loads((book.html / "objects.inv").read_bytes(), uri="").data
    assert data["anthology:post"]["planet-000000000001"].uri == "posts/planet/post-1.html"
    assert data["anthology:author"]["ann-other"].uri == "authors/ann-other.html"
    assert data["anthology:author"]["ann-other"].display_name == "Ann Other"
    for kind, name in (("project", "quay"), ("cycle", "birch"), ("topic", "ropes"), ("series", "mooring")):
        assert name in data[f"anthology:{kind}"]


def test_roles_and_directives_in_a_chapter(book):
    page = article_of(book.page("chapters/one"))
    assert (
        '<a class="reference internal" href="../posts/planet/post-1.html">Mooring, the first part</a>' in page
    )
    assert re.search(r'href="../posts/planet/post-2.html"><span class="[^"]*">words of mine</span>', page)
    for docname, name in (
        ("authors/ann-other", "Ann Other"),
        ("projects/quay", "Quay"),
        ("topics/ropes", "Ropes"),
    ):
        assert f'href="../{docname}.html">{name}</a>' in page
    assert 'href="../cycles/birch.html">Birch</a>' in page
    items = page.split('class="post-list')[1].split("</ul>")[0]
    assert items.count("<li>") == 2
    assert items.index("A picture of a knot") < items.index("--- #")
    assert "— " in page
    assert page.count('class="quote') >= 2
    assert "First paragraph, about mooring well." in text_of(page)
    assert 'href="../anthology-authors.html"' in page


def test_unknown_names_warn_with_the_nearest(fresh):
    chapter = "# A chapter\n\n{author}`An Other` {project}`qay` {post}`nothing like it`\n\n"
    chapter += "```{posts}\n:cycle: brich\n```\n\n```{quote} planet-000000000001\nNever said.\n```\n"
    warnings = "\n".join(build(fresh(chapter)).warnings)
    assert "no author is called 'An Other'; did you mean 'ann other'? [anthology.unknown_author]" in warnings
    assert "no project is called 'qay'; did you mean 'quay'? [anthology.unknown_project]" in warnings
    assert "no post is called 'nothing like it'" in warnings
    assert "no cycle is called 'brich'; did you mean 'birch'? [anthology.unknown_cycle]" in warnings
    assert "does not say 'Never said.' [anthology.quote_not_found]" in warnings
    assert "one.md:3: WARNING" in warnings


def test_indices(book):
    authors = text_of(book.page("anthology-authors"))
    assert "Ann Other" in authors
    assert "佐藤" in authors
    assert 'href="projects/winch.html"' in book.page("anthology-projects")
    assert "anthology-authors.html" in book.page("index")


def test_cycle_page(book):
    text = text_of(article_of(book.page("cycles/birch")))
    assert "27 September 2012" in text
    assert "Alder" in text and "Cedar" in text
    assert "About Birch, from other cycles" in text
    assert "From another year" in text.split("from other cycles")[1]


def test_project_page(book):
    text = text_of(article_of(book.page("projects/quay")))
    for words in ("Mooring service", "To hold what floats.", "Pier", "Ann Other", "Winch"):
        assert words in text


def test_author_page(book):
    text = text_of(article_of(book.page("authors/ann-other")))
    assert "Quay Ltd 2012" in text, "for whom, and when"
    assert "Bo" in text.split("Wrote with")[1].split("Posts")[0]
    birch, alder = text.index("Birch"), text.index("Alder")
    assert birch < text.index("A harmless title") < alder < text.index("From another year")
    assert "Mooring, the first part" in text.split("Mentioned in")[1]
    assert "Mentioned in" not in text_of(article_of(book.page("authors/bo")))


def test_a_byline_names_the_employer_of_the_time(book):
    assert "By Ann Other (Quay Ltd) , Bo" in text_of(article_of(book.page("posts/planet/post-5")))


def test_plain_sphinx_build(fresh):
    folder = fresh()
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-n",
        "-q",
        "-j",
        "2",
        "-c",
        "conf",
        "source",
        "build/plain",
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert crawl(folder / "build" / "plain")[0] == []


@pytest.mark.parametrize("builder", ["latex", "text", "singlehtml", "epub"])
def test_other_builders(fresh, builder):
    folder = fresh()
    (folder / "source/posts/planet/post-6.md").write_text("# A page\n\nwithout a remote picture\n")
    built = build(folder, builder=builder)
    assert built.warnings == []


def test_head_of_a_post(book):
    head = book.page("posts/planet/post-1").split("</head>")[0]
    assert '<link rel="canonical" href="https://boats.example/1/" />' in head
    assert '<meta property="og:title" content="Mooring, the first part"/>' in head
    assert '<meta name="description" content="First paragraph, about mooring well. one two' in head
    data = json.loads(head.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "BlogPosting"
    assert data["author"] == [{"@type": "Person", "name": "Ann Other"}]
    assert data["datePublished"] == "2012-05-01T10:00:00Z"
    odd = book.page("posts/planet/post-12").split("</head>")[0]
    assert "<b>&" not in odd
    # Of an inferred date no time of day is known.
    assert 'article:published_time" content="2012-05"/>' in book.page("posts/planet/post-3")


@pytest.mark.parametrize(
    ("page", "title", "begins"),
    [
        ("chapters/one", "A chapter", "Mooring, the first part and words of mine"),
        ("projects/quay", "Quay", ""),
    ],
)
def test_head_of_other_pages(book, page, title, begins):
    head = book.page(page).split("</head>")[0]
    assert f'<meta property="og:title" content="{title}"/>' in head
    assert '<meta property="og:type" content="website"/>' in head
    described = re.findall(r'<meta (?:name|property)="(?:og:)?description" content="(.*?)"/>', head)
    assert [one.startswith(begins) for one in described] == ([True, True] if begins else [])


def test_descriptions_end_with_a_word():
    assert whole_words("one two three", 9) == "one two"
    assert whole_words("one two three", 7) == "one two"
    assert whole_words("港の朝は早い港の朝は早い", 6) == "港の朝は早い"
    assert whole_words(f"see {'long' * 10}", 20) == f"see {'long' * 4}"


def test_posts_without_an_author_name_their_blog(book):
    listed = {page: text_of(article_of(book.page(page))) for page in ("cycles/birch", "channels/ann-s-boats")}
    assert "Nobody wrote this Ann's boats" in listed["cycles/birch"]
    assert "Nobody wrote this Ann's boats" not in listed["channels/ann-s-boats"]


def test_only_the_search_page_loads_the_search(book):
    pages = {p.name: p.read_text("utf-8") for p in book.html.rglob("*.html")}
    assert [name for name, page in pages.items() if "anthology-search.js" in page] == ["search.html"]
    assert [name for name, page in pages.items() if "searchindex.js" in page] == []
    assert not (book.html / "searchindex.js").exists()


def test_titles_are_never_markup(book):
    for path in book.html.rglob("*.html"):
        assert '<b>& "q"' not in path.read_text("utf-8"), path.name


def test_footnotes_come_before_what_ties_posts_together(book):
    page = article_of(book.page("posts/planet/post-1"))
    assert page.index("The note.") < page.index("post-footer")


def test_no_page_loads_the_icon_fonts_script(book):
    for path in book.html.rglob("*.html"):
        assert "fontawesome.js" not in path.read_text("utf-8") or "_static" in path.parts, path.name


def test_lists_written_as_text_are_those_that_docutils_writes(book, tmp_path, monkeypatch):
    shutil.copytree(book.folder, tmp_path / "book", ignore=shutil.ignore_patterns("build"))
    with monkeypatch.context() as patch:
        patch.setattr("anthology.sphinxext.builder.CardLists", lambda builder: None)
        slowly = build(tmp_path / "book")
    listing = 0
    for path in book.html.rglob("*.html"):
        page = path.relative_to(book.html).as_posix()
        assert (slowly.html / page).read_text("utf-8") == path.read_text("utf-8"), page
        listing += "post-list" in path.read_text("utf-8")
    assert listing > 20
