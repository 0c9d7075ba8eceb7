"""A small catalogue with everything that is hard about posts."""

from __future__ import annotations

from pathlib import Path

from anthology.model import (
    Asset,
    Author,
    Body,
    Catalogue,
    Channel,
    Dated,
    Origin,
    Person,
    Post,
    Series,
    SeriesPart,
    Source,
)
from anthology.pages import BookInfo
from anthology.vocabulary import Cycle, Project, Topic, Vocabulary

BOOK = BookInfo(title="A Small Book", author="Its editors", license="CC BY 4.0", language="en")

VOCABULARY = Vocabulary(
    cycles={
        "alder": Cycle("alder", "Alder", "2012-04-05", "2011-09-23", "1.0"),
        "birch": Cycle("birch", "Birch", "2012-09-27", "2012-04-06", "2.0"),
        "cedar": Cycle("cedar", "Cedar", None, "2012-09-28"),
    },
    topics={
        "boats": Topic("boats", "Boats: small & large", "What floats."),
        "ropes": Topic("ropes", "Ropes", "What holds."),
        "unused": Topic("unused", "Unused", "What nobody wrote about."),
    },
    projects={
        "quay": Project(
            "quay",
            "Quay",
            "Mooring service",
            "To hold what floats.",
            ("Pier",),
            "current",
            "https://quay.example/",
        ),
        "winch": Project("winch", "Winch", "Lifting service"),
    },
)

SOURCE = Source("planet", "Planet of boats", license="CC BY 4.0, see https://license.example/by")

HOSTILE = """\
Words before.

```{include} /etc/hostname
```

```{raw} html
<script>document.title = "owned"</script>
```

```{eval-rst}
.. include:: /etc/hostname
```

:::{literalinclude} ../../../../etc/hostname
:::

```{post-list-of-somebody}
```

{download}`../../secret.txt` {raw-html}`x` {doc}`/index` {{ env }} {sub}`low`

<script>alert(1)</script> <img src=x onerror=alert(1)>

![a file](../../secret.txt) ![another](/../secret.txt) [a file](../../secret.txt) [a script](javascript:alert)

```{figure} ../../secret.txt
A caption.
```

(target)=

% a comment

+++ { "kernel": true }

---
myst:
  substitutions:
    env: owned
---

```{toctree}
/index
```

```{front}
```

Words after.
"""

BODIES = {
    "plain": Body(
        "First paragraph, about mooring *well*.\n\n## How\n\n- one\n- two\n\n"
        "```python\n>>> print('$5 and `ticks`')\n$5 and `ticks`\n```\n\n"
        "See [the second part](https://boats.example/second/?utm_source=feed#more)"
        " and [elsewhere](https://elsewhere.example/), [a *third*](/posts/planet/post-3.md) and"
        " [what is gone](/posts/planet/post-18.md).\n\n"
        "| what | count |\n| --- | --- |\n| ropes | 3 |\n\nWords with a note[^1].\n\n[^1]: The note.\n"
    ),
    "wide": Body(
        "![A remote picture](https://pictures.example/a.png)\n\n"
        f"```text\n{'wide ' * 80}\n```\n\n{'long' * 100}\n"
    ),
    "hostile": Body(HOSTILE),
}


def post(number: int, title: str | None, **fields: object) -> Post:
    """Return a post with plausible fields, some of them replaced."""
    values: dict[str, object] = {
        "id": f"planet-{number:012x}",
        "slug": f"post-{number}",
        "docname": f"posts/planet/post-{number}",
        "title": title,
        "authors": (Author("ann-other", "Ann Other"),),
        "channel": Channel("Ann's boats", "https://boats.example/"),
        "source": SOURCE,
        "origin": Origin("archive/planet.txt", number * 10, number * 10 + 8),
        "url": f"https://boats.example/{number}/",
        "dated": Dated(f"2012-05-{number:02d}T10:00:00Z", "byline"),
        "cycle": "birch",
        "releases": (),
        "topics": ("boats",),
        "projects": ("quay",),
        "series": None,
        "body": Body(f"Text of post {number}.\n"),
    }
    return Post(**{**values, **fields})  # type: ignore[arg-type]


def posts(picture: Path | None = None) -> list[Post]:
    """Return the posts, by number."""
    part = [SeriesPart("mooring", "Mooring, step by step", n) for n in (1, 2)]
    assets = (Asset("a.png", picture, "0123456789abcdef.png"),) if picture else ()
    shown = Body("![A knot](/pictures/0123456789abcdef.png)\n\nText.\n") if picture else Body("Text.\n")
    words = " ".join(f"word{n}" for n in range(200))
    return [
        post(
            1,
            "Mooring, the first part",
            body=BODIES["plain"],
            series=part[0],
            links_to=("planet-000000000002",),
        ),
        post(
            2,
            "Mooring, the second part",
            url="http://www.boats.example/second",
            series=part[1],
            releases=("alder",),
        ),
        post(3, None, dated=Dated("2012-05", "neighbours", 0.5)),
        post(4, "Nobody wrote this", authors=(), projects=(), topics=()),
        post(5, "???!", authors=(Author("ann-other", "Ann Other", "Quay Ltd"), Author("bo", "Bo"))),
        post(6, words, body=BODIES["wide"], topics=("ropes", "boats")),
        post(7, "舟の話", language="ja", body=Body("港の朝は早い。\n"), authors=(Author("sato", "佐藤"),)),
        post(8, "عن القوارب", language="ar", body=Body("نص قصير.\n"), channel=Channel("مدونة")),
        post(9, "🚣 rows 🚣"),
        post(10, "A harmless title", body=BODIES["hostile"]),
        post(
            11,
            "Mooring, the first part",
            authors=(Author("bo", "Bo"),),
            releases=("cedar",),
            mentions=("ann-other",),
        ),
        post(12, "--- # *a* [b](c) {doc}`index` <b>& \"q\" 'r': {{ x }} ### %", channel=Channel("Index")),
        post(13, "Line\nbreak: 'yes' - \x07bell", authors=(Author("index", "Index"),), license=None),
        post(14, "A picture of a knot", body=shown, assets=assets, projects=("winch", "quay")),
        post(
            15,
            "From another year",
            dated=Dated("2011-10-03", "url"),
            cycle="alder",
            releases=("alder", "birch"),
        ),
        post(16, "Undated", dated=None, cycle=None, projects=()),
    ]


def catalogue(picture: Path | None = None) -> Catalogue:
    """Return the catalogue of the small book: its posts, one copy and one rejected post."""
    made = posts(picture)
    copy = post(
        17,
        "Mooring, part one",
        duplicate_of=made[0].id,
        url="https://planet.example/copy",
        docname=made[0].docname,
    )
    gone = post(18, "Rejected", status="rejected")
    return Catalogue(
        posts=tuple(
            sorted((*made, copy, gone), key=lambda p: (p.dated is None, p.dated and p.dated.value, p.id))
        ),
        people={
            "ann-other": Person("ann-other", "Ann Other", aliases=("annie",), url="https://ann.example/"),
            "bo": Person("bo", "Bo"),
            "sato": Person("sato", "佐藤"),
            "index": Person("index", "Index"),
            "nobody": Person("nobody", "Nobody who wrote"),
        },
        series={"mooring": Series("mooring", "Mooring, step by step", (made[0].id, made[1].id))},
        backlinks={made[1].id: (made[0].id,)},
        related={made[0].id: (made[1].id, made[10].id, gone.id)},
        also_at={made[0].id: (copy.id,)},
    )
