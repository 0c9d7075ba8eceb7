"""The stages together: whatever is remembered and however many work, the same book comes out."""

import json
from dataclasses import replace

import pytest

from anthology import pipeline
from anthology.config import load_project
from anthology.export.formats import lines
from anthology.linkcheck.verdicts import verdicts_file
from anthology.sources import feed as feed_reader
from tests.made_posts import feed, posts, project

COUNT = 120


def book_of(folder, jobs=1):
    """Return a project's export and its generated files, by name."""
    found = load_project(folder)
    corpus = pipeline.assemble(found, jobs=jobs)
    written = pipeline.write_pages(found, corpus, jobs=jobs)
    files = {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in (folder / "source").rglob("*.*")
        if p.is_file()
    }
    return list(lines(corpus.catalogue, "jsonl", "Made up")), files, set(written.written)


def with_changes(made):
    """Change a post's words and another's title, add one, take one away."""
    made = list(made)
    made[30] = replace(made[30], html=made[30].html.replace("<p>", "<p>Words that are new. ", 1))
    made[31] = replace(made[31], title=f"Never so called before {made[30].title}")
    del made[77]
    return [*made, posts(COUNT + 1)[-1]]


def test_cold_and_warm_and_changed_give_the_same_book(tmp_path):
    made = posts(COUNT)
    folder = project(tmp_path / "one", made)
    cold = book_of(folder)
    (folder / "build" / "cache" / "catalogue.pickle").unlink()
    assert book_of(folder)[:2] == cold[:2]  # from what is remembered post by post
    assert book_of(folder)[:2] == cold[:2]  # from the catalogue as a whole
    changed = with_changes(made)
    (folder / "posts.xml").write_text(feed(changed, updated="2021-01-01T00:00:00Z"))
    assert book_of(folder)[:2] == book_of(project(tmp_path / "two", changed))[:2]
    (folder / "posts.xml").write_text(feed(made))
    assert book_of(folder)[:2] == cold[:2]


def test_after_a_decision_only_what_it_touches_is_done_again(tmp_path, monkeypatch):
    made = posts(COUNT)
    folder = project(tmp_path / "one", made)
    book_of(folder)
    known = pipeline.assemble(load_project(folder)).catalogue
    reject, title = known.shown()[3].id, known.shown()[7].id
    decided = (
        f'[posts.{reject}]\nstatus = "rejected"\nreason = "off topic"\n\n[posts.{title}]\ntitle = "Decided"\n'
    )
    other = project(tmp_path / "two", made)
    for one in (folder, other):
        (one / "conf" / "decisions.toml").write_text(decided)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "read_entries", None)  # nothing is read again
        assert pipeline.last_known(load_project(folder)).catalogue == known
        decided_anew = book_of(folder)
    assert decided_anew[:2] == book_of(other)[:2]
    assert not any(reject in line and '"accepted"' in line for line in decided_anew[0])
    (folder / "posts.xml").write_text(feed(with_changes(made)))
    assert pipeline.last_known(load_project(folder)) is None
    (other / "posts.xml").write_text(feed(with_changes(made)))
    assert book_of(folder)[:2] == book_of(other)[:2]


def test_several_processes_give_the_same_book(tmp_path, monkeypatch):
    monkeypatch.setattr("anthology.each._WORTH_A_PROCESS", 0.02)
    made = posts(COUNT)
    assert book_of(project(tmp_path / "two", made), jobs=2) == book_of(
        project(tmp_path / "one", made), jobs=1
    )


def test_a_new_post_costs_one_batch_of_its_feed_and_touches_no_other_post(tmp_path, monkeypatch):
    made = posts(COUNT + 1)
    folder = project(tmp_path / "book", made[:-1])
    book_of(folder)
    read = []
    parse = feed_reader._parse
    monkeypatch.setattr(
        feed_reader, "_parse", lambda head, texts: read.append(len(texts)) or parse(head, texts)
    )
    (folder / "posts.xml").write_text(feed(made, updated="2022-02-02T00:00:00Z"))
    written = book_of(folder)[2]
    assert sum(read) < COUNT / 2
    assert len([path for path in written if path.startswith("posts/")]) == 1


def test_links_that_have_moved_lead_to_posts_once_it_is_known(tmp_path):
    made = posts(3)
    moved = "http://moved.example/there"
    made[2] = replace(made[2], html=f"<p><a href='{moved}'>what came before</a></p>")
    folder = project(tmp_path / "book", made)
    found = load_project(folder)
    assert not any(
        post.links_to for post in pipeline.assemble(found).catalogue.posts if post.url == made[2].url
    )
    verdict = {"url": moved, "state": "moved", "checked": "2026-11-20", "since": "2026-11-20"}
    file = verdicts_file(folder)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(verdict | {"moved_to": made[0].url}) + "\n")
    by_url = {post.url: post for post in pipeline.assemble(found).catalogue.posts}
    assert by_url[made[2].url].links_to == (by_url[made[0].url].id,)


def test_what_a_person_did_to_pages_is_seen_when_no_source_changed(tmp_path):
    folder = project(tmp_path / "book", posts(12))
    book_of(folder)
    page = next((folder / "source" / "posts").rglob("*.md"))
    right = page.read_bytes()
    page.unlink()
    book_of(folder)
    assert page.read_bytes() == right
    page.write_bytes(right + b"By hand.\n")
    found = load_project(folder)
    assert pipeline.write_pages(found, pipeline.assemble(found)).conflicts


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 500])
def test_damaged_caches_are_as_good_as_none(tmp_path, damage):
    folder = project(tmp_path / "book", posts(12))
    right = book_of(folder)[:2]
    for path in (folder / "build" / "cache").iterdir():
        path.write_bytes(damage)
    assert book_of(folder)[:2] == right


def test_a_source_that_cannot_be_read_is_named_again_in_the_next_run(tmp_path):
    folder = project(tmp_path / "book", posts(12))
    (folder / "posts.xml").write_text(feed(posts(12))[:-200])
    for _ in range(2):
        corpus = pipeline.assemble(load_project(folder))
        assert len(corpus.problems) == 1
        assert len(corpus.catalogue.posts) == 11
