"""Posts made up by rule: as many as a test of cost wants, the same each time, none like another."""

from __future__ import annotations

import random
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOTS = [first + rest for first in "bdfghjklmnprstv" for rest in ("al", "en", "or")]
ENDS = ["a", "ade", "er", "ic", "ine", "ing", "ion", "is", "o", "ous", "um"]
TOPICS = ("scheduling", "volumes", "images", "networks", "identity", "testing", "packaging", "summits")
SECTION = "<p>{0}</p>\n<h2>{1}</h2>\n<p>{2}</p>\n<ul><li>{3}</li><li>{4}</li></ul>\n<pre>{5}</pre>\n"
SECTION_IN_MARKDOWN = "{0}\n\n## {1}\n\n{2}\n\n- {3}\n- {4}\n\n```console\n{5}\n```\n\n"


@dataclass(frozen=True)
class Made:
    number: int
    title: str
    author: str
    blog: str
    html: str
    markdown: str = ""

    @property
    def date(self) -> str:
        return f"{2010 + self.number % 9}-{1 + self.number % 12:02d}-{1 + self.number % 28:02d}"

    @property
    def url(self) -> str:
        return f"https://{self.blog.replace(' ', '-').lower()}.example/{self.number}"

    @property
    def entry(self) -> str:
        return (
            f"<entry><id>{self.url}</id><title>{escape(self.title)}</title><link href='{self.url}'/>"
            f"<published>{self.date}T10:00:00Z</published><author><name>{self.author}</name></author>"
            f"<source><title>{self.blog}</title></source>"
            f"<content type='html'>{escape(self.html)}</content></entry>\n"
        )


def posts(count: int, sections: int = 1) -> list[Made]:
    """Return posts of sections of some 230 words, each post with a link to an earlier one."""
    chance = random.Random(count)
    vocabulary = [root + end for root in ROOTS for end in ENDS]

    def words(least: int, most: int) -> str:
        return " ".join(chance.choices(vocabulary, k=chance.randint(least, most))).capitalize()

    made: list[Made] = []
    for number in range(count):
        written, marked = [], []
        for _ in range(sections):
            parts = [words(80, 120), words(3, 6), words(80, 120), words(8, 15), words(8, 15)]
            code = "\n".join(f"$ {word} --{number}" for word in words(4, 8).split())
            written.append(SECTION.format(*parts, code))
            marked.append(SECTION_IN_MARKDOWN.format(*parts, code))
        earlier = chance.choice(made).url if made else ""
        see = f"<a href='{earlier}'>what came before</a>" if made else "nothing yet"
        marked.append(f"See [what came before]({earlier}).\n" if made else "See nothing yet.\n")
        who = chance.randrange(max(10, count // 40))
        name = f"{ROOTS[who % 45].capitalize()}a {ROOTS[who // 45 % 45].capitalize()}sen"
        title = f"{chance.choice(TOPICS).capitalize()}: {words(3, 7)} {number}"
        html = f"{''.join(written)}<p>See {see}.</p>"
        made.append(Made(number, title, name, f"Blog {who % 30}", html, "".join(marked)))
    return made


def with_near_duplicates(made: list[Made], share: float = 0.05) -> list[Made]:
    """Return posts of which a share is another's text on another blog, a few of its words changed."""
    chance = random.Random(len(made))
    copies = []
    for number, original in enumerate(made[: int(len(made) * share)]):
        words = original.html.split(" ")
        for at in chance.sample(range(len(words)), len(words) // 30):
            words[at] = words[at].replace(words[at].strip("<>/ph2lire.,"), "otherwise") or words[at]
        copies.append(
            Made(len(made) + number, original.title, original.author, "Mirror of blogs", " ".join(words))
        )
    return [*made[: len(made) - len(copies)], *copies]


def feed(made: list[Made], updated: str = "2020-01-01T00:00:00Z") -> str:
    """Return an Atom feed of posts, the newest first."""
    head = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Made up</title><updated>{updated}</updated>\n"
    return "<?xml version='1.0'?>" + head + "".join(post.entry for post in reversed(made)) + "</feed>\n"


def project(folder: Path, made: list[Made]) -> Path:
    """Write a project whose only source is a feed of these posts."""
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "anthology.toml").write_text(
        '[book]\ntitle = "Made up"\nvocabulary = "openstack"\n'
        '[[sources]]\nid = "made"\nname = "Made up"\npath = "posts.xml"\n'
    )
    (folder / "posts.xml").write_text(feed(made))
    return folder
