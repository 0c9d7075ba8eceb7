"""A post costs the same however many others there are."""

import time

from anthology import pipeline
from anthology.config import load_project
from tests.made_posts import posts, project, with_near_duplicates

FEW, MANY = 200, 1000
GROWTH = 1.3


def cpu_per_post(folder, count):
    """Return the seconds of CPU that a post costs, where every twentieth is a near-duplicate."""
    found = load_project(project(folder, with_near_duplicates(posts(count))))
    start = time.process_time()
    corpus = pipeline.assemble(found)
    pipeline.write_pages(found, corpus)
    assert len(corpus.catalogue.posts) == count
    assert sum(post.duplicate_of is not None for post in corpus.catalogue.posts) == count // 20
    return (time.process_time() - start) / count


def test_cpu_per_post_does_not_grow(tmp_path):
    cpu_per_post(tmp_path / "imports", 10)
    few = min(cpu_per_post(tmp_path / f"few{n}", FEW) for n in range(2))
    many = cpu_per_post(tmp_path / "many", MANY)
    assert many < GROWTH * few, f"{1000 * few:.1f} ms a post of {FEW}, {1000 * many:.1f} ms of {MANY}"
