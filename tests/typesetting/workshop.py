"""A small book with everything in it that has ever stopped a printer: `make_project` writes it.

What people could have written stands as files in `project/`; what is large or binary is made here.
"""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent

LONG_LINE = "result = configure_the_workshop(" + ", ".join(f"clamp_{i}={i * 37}" for i in range(22)) + ")"
UNBROKEN = "x" * 210
LISTING = "\n".join(f"step_{i:04d} = take(board[{i}], plane='no{i % 7}')  # pass {i}" for i in range(1000))
_TITLE_WORDS = [
    "The",
    "extraordinarily",
    "detailed",
    "account",
    "of",
    "how",
    "a",
    "workshop",
    "came",
    "to",
    "own",
    "more",
    "planes",
    "than",
    "people",
]
LONG_TITLE = " ".join(_TITLE_WORDS[i % 15] if i % 5 else f"word{i}" for i in range(200))


def code_page() -> str:
    """Return a post of code: long lines, a drawing, a long listing, code in a list."""
    rows = [
        f"| {a:<40}| {b:<44}| {c:<26}|"
        for a, b, c in (("name", "what it is for", "where it hangs"), ("spokeshave", "curves", "north wall"))
    ]
    rule = f"+{'-' * 41}+{'-' * 45}+{'-' * 27}+"
    drawing = "\n".join([rule, rows[0], rule, rows[1], rule])
    return f"""# Code of the bench

A line of more than three hundred columns:

```python
{LONG_LINE}
{UNBROKEN}
```

```console
$ plane --no 4 board.txt
planed 12 boards
```

```
{drawing}
```

- in a list:

  ```ini
  [bench]
  vice = {"very " * 30}tight
  ```

## The listing

```python
{LISTING}
```

The end of the listing.
"""


def table_page() -> str:
    """Return a post of tables: wide text, thirty columns, thirty columns too wide for any page, nested."""

    def table(heads: list[str], rows: list[list[str]]) -> str:
        lines = [heads, ["---"] * len(heads), *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    remark = "It takes off a shaving and leaves a surface. " * 6
    tools = table(
        ["Tool", "Use", "Remarks at length"],
        [
            ["plane", "flattening", remark],
            ["saw", "`cut_across_the_grain()`", "short"],
            ["<https://example.org/quite/a/long/address/for/a/cell>", "x", "y"],
        ],
    )
    thirty = table([f"col{i}" for i in range(30)], [[f"r{r}c{c}" for c in range(30)] for r in range(20)])
    too_wide = table([f"columnheading{i}" for i in range(30)], [[f"valueofcell{i}" for i in range(30)]])
    return f"""# Tables of every width

{tools}

Thirty columns:

{thirty}

Thirty wide ones:

{too_wide}

```{{list-table}} A list-table
:header-rows: 1

* - Name
  - Steps
* - Sharpen
  - - stone
    - strop
* - Print

  - ```python
    print("from inside a cell, with a line that is rather longer than the cell is wide, so that it wraps")
    ```
```

- in a list:

  | a | b |
  |---|---|
  | 1 | 2 |
"""


def list_page() -> str:
    """Return a post of lists eight deep, with notes, quotations and tables in them."""
    bullets = "".join("  " * d + f"- level {d + 1} of the list\n" for d in range(8))
    numbers = "".join("   " * d + f"{3 if not d else 1}. number {d + 1} deep\n" for d in range(8))
    return f"""# Lists within lists

{bullets}
And with numbers:

{numbers}
- an item with a note[^a]

  and a second paragraph,

  > a quotation,

  | and | a table |
  |-----|---------|
  | yes | it is   |

- [ ] a task
- [x] done

[^a]: The note of the item, which says that [lists](https://example.org/lists) nest.
"""


def make_pictures(folder: Path) -> None:
    """Write pictures of every kind, sound and broken."""
    folder.mkdir(parents=True)
    red = Image.new("RGB", (200, 120), "#a33")
    ImageDraw.Draw(red).rectangle((20, 20, 180, 100), outline="white", width=5)
    red.save(folder / "red.png")
    red.save(folder / "old.bmp")
    red.save(folder / "print.tiff")
    red.resize((12, 12)).save(folder / "tiny.png")
    red.resize((3000, 90)).save(folder / "very-wide.png")
    Image.new("RGBA", (90, 60), (40, 60, 160, 128)).save(folder / "blue.webp")
    frames = [Image.new("P", (60, 60), color) for color in (1, 2, 3)]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    buffer = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(buffer, "JPEG")
    (folder / "cut.jpg").write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    (folder / "jpeg-inside.png").write_bytes(buffer.getvalue())
    (folder / "page.png").write_text("<!DOCTYPE html><html><body>404</body></html>")
    (folder / "broken.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="10"')
    (folder / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60">'
        '<script>alert(1)</script><circle cx="30" cy="30" r="25" fill="#2a6"/>'
        '<text x="62" y="35" font-size="12">circle</text></svg>'
    )


def _post(
    number: int, folder: str, slug: str, title: str, cycle: str | None, topic: str, **more: object
) -> dict[str, object]:
    return {
        "id": f"{folder}-{number:012x}",
        "slug": slug,
        "docname": f"posts/{folder}/{slug}",
        "title": title,
        "authors": [{"id": "ann-other", "name": "Ann Other"}],
        "source": {
            "id": f"the-{folder}",
            "name": f"The {folder.title()}",
            "url": f"https://{folder}.example.org/",
        },
        "url": f"https://{folder}.example.org/{slug}",
        "date": None if cycle is None else f"2013-{number:02d}-05T10:00:00Z",
        "cycle": cycle,
        "releases": [],
        "topics": [topic],
        "projects": ["lathe"],
        "series": None,
        "links_to": [],
        "license": None,
        "language": "en",
        **more,
    }


def catalogue() -> dict[str, object]:
    """Return what `.anthology/catalogue.json` says of the book."""
    both = [{"id": "ann-other", "name": "Ann Other"}, {"id": "lukasz-zak", "name": "Łukasz Żak"}]
    series = {"id": "tools", "name": "Tools & patience"}
    posts = [
        _post(1, "bench", "clamps", "Clamps, and why you never have enough", "winter", "tools", authors=both,
              series={**series, "part": 1}, releases=["spring"], license="CC BY 4.0"),
        _post(2, "bench", "glue", "Glue: an introduction to <patience> & \"care\"", "winter", "materials",
              series={**series, "part": 2}, projects=["lathe", "vice"]),
        _post(3, "letters", "scripts", "Ċŕẽãťŭřêš of many scripts", "winter", "materials",
              authors=both[1:], language="ja"),
        _post(4, "bench", "code", "Code of the bench", "spring", "tools"),
        _post(5, "bench", "tables", "Tables of every width", "spring", "tools", language="pt-BR"),
        _post(6, "bench", "pictures", "Pictures good and bad", "spring", "materials"),
        _post(7, "letters", "lists", "Lists within lists", "spring", "materials", language="xx"),
        _post(8, "letters", "long-title", LONG_TITLE, "spring", "elsewhere"),
        _post(9, "letters", "note", "A note without a date", None, "tools", authors=[], language="ar"),
    ]  # fmt: skip
    ids = {str(post["slug"]): post["id"] for post in posts}
    return {
        "version": 1,
        "book": {
            "title": "Letters from the Workshop",
            "author": "The Workshop",
            "license": "CC BY 4.0",
            "language": "en",
        },
        "posts": posts,
        "people": {a["id"]: {"name": a["name"], "kind": "person", "url": None, "aliases": []} for a in both},
        "cycles": [
            {
                "id": "autumn",
                "name": "Autumn",
                "opened": "2012-09-01",
                "released": "2012-12-01",
                "version": None,
            },
            {
                "id": "winter",
                "name": "Winter",
                "opened": "2012-12-02",
                "released": "2013-03-20",
                "version": "2013.1",
            },
            {"id": "spring", "name": "Spring", "opened": "2013-03-21", "released": None, "version": None},
        ],
        "topics": [
            {"id": "tools", "name": "Tools", "description": ""},
            {"id": "materials", "name": "Materials", "description": ""},
        ],
        "projects": [{"id": "lathe", "name": "Lathe"}, {"id": "vice", "name": "Vice"}],
        "channels": {"the-bench": {"name": "The Bench", "url": "https://bench.example.org/"}},
        "series": {"tools": {"name": "Tools & patience", "posts": [ids["clamps"], ids["glue"]]}},
        "backlinks": {ids["clamps"]: [ids["glue"], ids["note"]]},
        "related": {},
        "also_at": {ids["clamps"]: [{"name": "Planet Workshop", "url": "https://planet.example.org/1"}]},
    }


def make_project(folder: Path) -> Path:
    """Write the whole book below `folder`; return Sphinx's source folder."""
    shutil.copytree(HERE / "project", folder, dirs_exist_ok=True)
    source = folder / "source"
    pages = {
        "posts/bench/code": code_page(),
        "posts/bench/tables": table_page(),
        "posts/letters/lists": list_page(),
        "posts/letters/long-title": f"# {LONG_TITLE}\n\nThe title was the letter.\n",
    }
    for docname, text in pages.items():
        (source / f"{docname}.md").write_text(text, encoding="utf-8")
    make_pictures(source / "pictures")
    (source / ".anthology").mkdir()
    (source / ".anthology" / "catalogue.json").write_text(json.dumps(catalogue()), encoding="utf-8")
    return source
