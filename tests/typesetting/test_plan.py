"""The order of the book, made of plain values."""

from __future__ import annotations

from anthology.typesetting.catalogue import PrintedCatalogue, PrintedCycle, PrintedPost
from anthology.typesetting.headings import headings_in
from anthology.typesetting.indexes import make_indexes
from anthology.typesetting.plan import Chapter, Leaf, Part, Step, plan_book


def post(name: str, cycle: str | None, topics: tuple[str, ...], date: str | None = None) -> PrintedPost:
    return PrintedPost(id=name, docname=f"posts/{name}", cycle=cycle, topics=topics, date=date)


CATALOGUE = PrintedCatalogue(
    posts=(
        post("late", "bexar", ("b", "a"), "2011-03-02"),
        post("early", "bexar", ("b",), "2011-01-01"),
        post("other", "bexar", ("a",), "2011-02-01"),
        post("odd", "bexar", ("unknown",)),
        post("lost", None, (), None),
        post("strange", "no-such-cycle", ("a",), "2012"),
        post("gone", "austin", ("a",), "2010"),
    ),
    cycles=(PrintedCycle("austin", "Austin"), PrintedCycle("bexar", "Bexar")),
    topics={"a": "Apples", "b": "Books"},
)
TOCTREES = {
    "index": ["preface", "chapters/index", "cycles/index", "authors/index"],
    "chapters/index": ["chapters/one", "chapters/two", "preface"],
    "cycles/index": ["cycles/bexar"],
    "cycles/bexar": ["posts/late", "posts/early", "chapters/strayed"],
    "chapters/one": ["index"],
}
DOCUMENTS = {
    *(p.docname for p in CATALOGUE.posts if p.id != "gone"),
    *(name for names in TOCTREES.values() for name in names),
}


def shown(steps: list[Step]) -> list[str]:
    """Return the steps as lines, indented by level."""
    lines = []
    for step in steps:
        match step:
            case Part():
                lines.append(f"{step.number}. {step.name} ({step.posts})")
            case Chapter():
                lines.append(f"  {step.name}")
            case Leaf():
                lines.append("  " * (step.level - 1) + step.docname)
    return lines


def test_chapters_come_first_then_cycles_topics_dates() -> None:
    assert shown(plan_book(CATALOGUE, DOCUMENTS, TOCTREES, "index")) == [
        "preface",
        "chapters/index",
        "  chapters/one",
        "  chapters/two",
        "chapters/strayed",
        "1. Bexar (4)",
        "  Apples",
        "    posts/other",
        "  Books",
        "    posts/early",
        "    posts/late",
        "  Further posts",
        "    posts/odd",
        "2. Outside the cycles (1)",
        "  Apples",
        "    posts/strange",
        "3. Undated (1)",
        "  Posts",
        "    posts/lost",
    ]


def test_a_book_without_cycles_is_one_part() -> None:
    posts = (post("one", None, ("a",), "2011"), post("two", None, ("a",)))
    catalogue = PrintedCatalogue(posts=posts, cycles=CATALOGUE.cycles, topics=CATALOGUE.topics)
    steps = plan_book(catalogue, {p.docname for p in posts}, {}, "index")
    assert shown(steps) == ["1. Posts (2)", "  Apples", "    posts/one", "    posts/two"]


def test_the_index_files_authors_under_their_families_names() -> None:
    names = ("Ann Zimmer", "zoe", "Ben Álvarez", "Cy Brown Jr.", "Abe Zimmer")
    authors = tuple((name.split()[0].lower(), name) for name in names)
    posts = (PrintedPost(id="one", docname="posts/one", authors=authors, projects=("nut", "bolt")),)
    catalogue = PrintedCatalogue(posts=posts, projects={"nut": "Wing nut", "bolt": "Zinc bolt"})
    people, projects = make_indexes(posts, catalogue, headings_in("en"))
    assert [e.name for e in people.entries] == [
        "Ben Álvarez",
        "Cy Brown Jr.",
        "Abe Zimmer",
        "Ann Zimmer",
        "zoe",
    ]
    assert [e.name for e in projects.entries] == ["Wing nut", "Zinc bolt"]


def test_pages_of_the_manifest_are_not_printed() -> None:
    steps = plan_book(CATALOGUE, DOCUMENTS, TOCTREES, "index", generated={"preface", "posts/late"})
    names = [step.docname for step in steps if isinstance(step, Leaf)]
    assert "preface" not in names
    assert "posts/late" in names


def test_without_a_catalogue_the_tables_of_contents_are_the_book() -> None:
    steps = plan_book(PrintedCatalogue(), DOCUMENTS, TOCTREES, "index")
    assert shown(steps)[:5] == [
        "preface",
        "chapters/index",
        "  chapters/one",
        "  chapters/two",
        "cycles/index",
    ]
    assert "    posts/late" in shown(steps)
    assert all(isinstance(step, Leaf) for step in steps)
