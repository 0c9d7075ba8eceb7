"""Posts made of a few lines of TOML, for cases in fixture files.

    [[post]]
    id = "one"
    title = "A title"
    by = ["Ann Other"]
    blog = "Ann's blog"
    date = "2013-05-21"
    url = "https://ann.example/a-title"
    text = "Words to the letter, and {made 80}: eighty made-up words, the same for the same name."

All keys but `id` may be left out; any other field of `Post` that is a text or a list of texts may be given.
"""

from __future__ import annotations

import random
import re
import tomllib

from anthology.model import Author, Body, Channel, Dated, Origin, Post, SeriesPart, Source

SYLLABLES = re.findall(r"\w+", "ba ko ri ten mul da per sa vo lim ne ghe tor pu ash ix")


def made_up(name: str, count: int) -> str:
    """So many words that no other name gives."""
    dice = random.Random(name)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(count)]
    return " ".join(words)


def text_of(text: str) -> str:
    return re.sub(r"\{(\w+) (\d+)\}", lambda found: made_up(found[1], int(found[2])), text)


def post(id: str, **given) -> Post:
    text = text_of(given.pop("text", ""))
    date, sure = given.pop("date", None), given.pop("sure", 1.0)
    part = given.pop("series", None)
    values = {
        "slug": id,
        "docname": f"posts/test/{id}",
        "title": None,
        "authors": tuple(Author(name.lower().replace(" ", "-"), name) for name in given.pop("by", ())),
        "channel": Channel(given.pop("blog", "A blog")),
        "source": Source("test", "Test"),
        "origin": Origin("test.txt", guid=given.pop("guid", None), first_line=given.pop("line", None)),
        "url": None,
        "dated": Dated(date, "feed", sure) if date else None,
        "cycle": None,
        "releases": (),
        "topics": (),
        "projects": (),
        "series": SeriesPart("", part) if part is not None else None,
        "body": Body(text, links=tuple(re.findall(r"\]\((https?://[^\s)]+)", text))),
    }
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return Post(id=id, **{**values, **given})


def posts_of(toml: str) -> list[Post]:
    return [post(**table) for table in tomllib.loads(toml).get("post", [])]
