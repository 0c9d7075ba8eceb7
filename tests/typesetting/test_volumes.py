"""A book in volumes: what goes where, when, and how one volume names another."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from sphinx.cmd.build import main as sphinx_build

from anthology.errors import AnthologyError
from anthology.typesetting.catalogue import PrintedPost
from anthology.typesetting.compile import compile_pdf
from anthology.typesetting.plan import Chapter, Leaf, Part, Step
from anthology.typesetting.volumes import choose_volumes, elsewhere, memory_of, read_volumes

from .reading import outline, pages, squeezed
from .workshop import make_project


def leaf(name: str, url: str | None = None) -> Leaf:
    return Leaf(f"posts/{name}", 3, PrintedPost(name, f"posts/{name}", url=url))


STEPS: list[Step] = [
    Leaf("chapters/one", 1),
    Part("bexar", "Bexar", 1, 2),
    Chapter("bexar", "a", "Apples"),
    leaf("early", "https://example.org/early"),
    leaf("late"),
    Part("chapters", "A cycle called chapters", 2, 1),
    leaf("odd"),
]


def ids(steps: list[Step], wanted: str, megabytes: int = 6000) -> list[str]:
    volumes, _ = choose_volumes(steps, wanted, megabytes)
    return [volume.id for volume in volumes]


def test_each_part_is_a_volume_and_what_stands_before_is_one() -> None:
    assert ids(STEPS, "cycle") == ["chapters", "bexar", "chapters-cycle"]
    assert ids(STEPS[1:], "cycle") == ["bexar", "chapters-cycle"]
    volumes, reason = choose_volumes(STEPS, "cycle", 6000)
    assert [step for volume in volumes for step in volume.steps] == STEPS
    assert reason == ""


def test_a_book_of_one_part_is_one_volume() -> None:
    assert ids(STEPS[1:5], "cycle") == [""]
    assert ids([], "cycle") == [""]


def cycle(name: str, posts: int, topics: int = 1) -> list[Step]:
    """A cycle whose posts are about so many topics, as many about each."""
    steps: list[Step] = [Part(name, name.capitalize(), 1, posts)]
    for topic in range(topics):
        steps.append(Chapter(name, f"{topic}", f"Topic {topic}"))
        steps += [leaf(f"{name}-{topic}-{n}") for n in range(posts // topics)]
    return steps


def test_a_book_too_large_for_memory_is_made_in_volumes_of_as_many_cycles_as_fit() -> None:
    many = [*STEPS[:1], *cycle("bexar", 300), *cycle("cactus", 300), *cycle("diablo", 600)]
    assert ids(many, "one", 7000) == [""]
    volumes, reason = choose_volumes(many, "one", 4000)
    assert [(v.id, v.name) for v in volumes] == [
        ("bexar-to-cactus", "Bexar to Cactus"),
        ("diablo", "Diablo"),
    ]
    assert [step for volume in volumes for step in volume.steps] == many
    assert max(memory_of(volume.steps) for volume in volumes) <= 4
    assert "5.1 GB" in reason
    assert "4 GB that [pdf] memory allows: making 2 volumes" in reason


@pytest.mark.parametrize("wanted", ["one", "cycle"])
def test_a_cycle_too_large_for_memory_is_divided(wanted: str) -> None:
    many = [*cycle("bexar", 10), *cycle("cactus", 1000, topics=4), *cycle("diablo", 10)]
    volumes, _ = choose_volumes(many, wanted, 1700)
    middle = [v for v in volumes if "cactus" in v.id]
    assert [v.name for v in middle] == ["Cactus, 1 of 3", "Cactus, 2 of 3", "Cactus, 3 of 3"]
    assert len({v.id for v in volumes}) == len(volumes)
    assert max(memory_of(volume.steps) for volume in volumes) <= 1.7
    leaves = [step for volume in volumes for step in volume.steps if isinstance(step, Leaf)]
    assert leaves == [step for step in many if isinstance(step, Leaf)]
    for volume in middle:
        part, chapter, *rest = volume.steps
        assert isinstance(part, Part)
        assert (part.name, part.posts) == (volume.name, volume.leaves)
        assert isinstance(chapter, Chapter)
        names = [chapter.topic, *(step.topic for step in rest if isinstance(step, Chapter))]
        assert names == sorted(set(names))


def test_other_volumes_are_known_by_title_volume_and_address() -> None:
    volumes, _ = choose_volumes(STEPS, "cycle", 6000)
    titles = {step.docname: step.docname.upper() for step in STEPS if isinstance(step, Leaf)}
    known = elsewhere(volumes, volumes[0], titles, "https://book.example/")
    assert known["posts/early"].url == "https://example.org/early"
    assert known["posts/late"].url == "https://book.example/posts/late.html"
    assert (known["posts/late"].title, known["posts/late"].volume) == ("POSTS/LATE", "Bexar")
    assert "chapters/one" not in known
    assert elsewhere(volumes, volumes[1], titles, "")["chapters/one"].url == ""


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The torture book in volumes, not yet compiled."""
    folder = tmp_path_factory.mktemp("volumes")
    make_project(folder)
    code = sphinx_build([
        *("-q", "-b", "typst", "-c", str(folder), "-d", str(folder / "trees"), "-w", str(folder / "log")),
        *("-D", "anthology_pdf_volumes=cycle", str(folder / "source"), str(folder / "typst")),
    ])  # fmt: skip
    assert code == 0
    return folder / "typst"


def test_each_volume_is_a_book_of_its_own(volumes: Path, tmp_path: Path) -> None:
    named, reason = read_volumes(volumes)
    assert [volume.id for volume in named] == ["chapters", "winter", "spring", "undated"]
    assert reason == ""
    assert not (volumes / "main.typ").exists()
    report = compile_pdf(volumes, tmp_path / "winter.pdf", volume="winter")
    assert report.standards == ("ua-1", "a-2a")
    assert report.set_aside == ()
    titles = {title for title, _ in outline(tmp_path / "winter.pdf")}
    assert {"Winter", "Tools", "Clamps, and why you never have enough", "Authors"} <= titles
    assert not {"Spring", "Tables of every width"} & titles
    with pikepdf.open(tmp_path / "winter.pdf") as pdf:
        assert str(pdf.docinfo["/Title"]) == "Letters from the Workshop: Winter"


def test_references_into_another_volume_name_title_volume_and_address(volumes: Path, tmp_path: Path) -> None:
    compile_pdf(volumes, tmp_path / "winter.pdf", volume="winter")
    compile_pdf(volumes, tmp_path / "chapters.pdf", volume="chapters")
    winter, chapters = (squeezed("".join(pages(tmp_path / f"{name}.pdf"))) for name in ("winter", "chapters"))
    # A citation is a title already.
    assert squeezed("A note without a date (volume Undated: https://letters.example.org/note)") in winter
    title = "“Clamps, and why you never have enough”"
    assert squeezed(f"{title}, volume Winter: https://bench.example.org/clamps") in chapters


def test_a_volume_that_is_not_there(volumes: Path, tmp_path: Path) -> None:
    with pytest.raises(AnthologyError, match=r"no volumes/summer\.typ"):
        compile_pdf(volumes, tmp_path / "book.pdf", volume="summer")
