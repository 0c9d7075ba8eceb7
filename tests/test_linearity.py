"""A post costs the same however many others there are: the whole build, from the feed to the web site."""

import os

from anthology import pipeline
from anthology.config import load_project
from anthology.progress import Silent
from anthology.publish import publish
from tests.made_posts import posts, project, with_near_duplicates

NEARLY_NONE, FEW, MANY = 20, 200, 1000
GROWTH = {"stages": 1.3, "Sphinx": 1.5}

CONF = 'project = "Made up"\nextensions = ["anthology.sphinxext"]\nhtml_theme = "sphinx_book_theme"\n'
FRONT = "# Made up\n\n```{front}\n```\n\n```{book-contents}\n```\n"


def cpu():
    """Seconds of CPU of this process and of those it started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def cost(folder, count):
    """Seconds of the stages before Sphinx, and of Sphinx; every twentieth post is a near-duplicate."""
    found = load_project(project(folder, with_near_duplicates(posts(count))))
    (folder / "conf" / "conf.py").write_text(CONF)
    (folder / "source").mkdir()
    (folder / "source" / "index.md").write_text(FRONT)
    start = cpu()
    corpus = pipeline.assemble(found)
    pipeline.write_pages(found, corpus)
    middle = cpu()
    (site,) = publish(found, ("html",), Silent())
    assert len(corpus.catalogue.posts) == count
    copies = sum(post.duplicate_of is not None for post in corpus.catalogue.posts)
    assert copies == count // 20
    assert len(list((site.path.parent / "posts").rglob("*.html"))) == count - copies
    return middle - start, cpu() - middle


def test_cpu_per_post_does_not_grow(tmp_path):
    cost(tmp_path / "imports", NEARLY_NONE)
    start = cost(tmp_path / "start", NEARLY_NONE)
    few = cost(tmp_path / "few", FEW)
    many = cost(tmp_path / "many", MANY)
    for stage, none, some, lots in zip(GROWTH, start, few, many, strict=True):
        at_few, at_many = (some - none) / (FEW - NEARLY_NONE), (lots - none) / (MANY - NEARLY_NONE)
        told = f"{stage}: {1000 * at_few:.1f} ms a post of {FEW}, {1000 * at_many:.1f} ms of {MANY}"
        assert at_many < GROWTH[stage] * at_few, told
