"""What the printed book costs, beside other engines over the same book.

    python -m tests.benchmarks.printing [POSTS…] [--most-cpu SECONDS] [--guide PAGE]

makes up as many posts of some 800 words, with code, a list, a table and links, and has a book of them
typeset: by anthology's own way (Typst), in one PDF and in volumes; by xelatex from what `anthology build
--formats latex` writes; by WeasyPrint from Sphinx's single page.  What is not installed is left out.

Counted are an engine's own seconds of CPU, with all its processes and passes until page numbers are right,
and the most memory that any one process took; not what Sphinx needs before, which is about the same for all.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

WORDS = """
workshop plane clamp glue board saw bench vice lathe chisel grain edge joint shaving oak ash walnut pine
measure mark cut wait plan again surface pressure patience because although whenever until before after
""".split()  # noqa: SIM905
HEADS = ("posts", "pages", "Typst", "a page", "in volumes", "xelatex", "times", "WeasyPrint", "times")
COMPILE = """
import json, sys
from pathlib import Path
from anthology.typesetting.compile import compile_pdf
from anthology.typesetting.volumes import read_volumes
folder, pdf = map(Path, sys.argv[1:])
volumes, _ = read_volumes(folder)
print(sum(compile_pdf(folder, pdf, volume=volume.id).pages for volume in volumes))
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU and megabytes; `output` is what a command printed, or why it did not end well."""

    seconds: float
    megabytes: int
    output: str = ""
    failed: bool = False

    def __str__(self) -> str:
        return self.output if self.failed else f"{self.seconds:.1f} s, {self.megabytes:,} MB"

    def beside(self, other: Cost) -> str:
        """Return how many times as long as the other it took."""
        return "" if self.failed or other.failed else f"{self.seconds / other.seconds:.1f}"


NONE = Cost(0, 0, "not installed", failed=True)


def run(*command: str | Path, most_cpu: int = 0, folder: Path | None = None) -> Cost:
    """Run a command; `most_cpu` limits the seconds of CPU of each of its processes."""

    limit = ("prlimit", f"--cpu={most_cpu}") if most_cpu else ()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(part) for part in (*limit, *command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    seconds = used.ru_utime + used.ru_stime
    if process.returncode and most_cpu and seconds >= most_cpu - 1:
        return Cost(seconds, 0, f"over {most_cpu:,} s", failed=True)
    return Cost(seconds, used.ru_maxrss // 1024, said, failed=process.returncode != 0)


def sentence(chance: random.Random) -> str:
    """Return a sentence of words."""
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 18))).capitalize() + "."


def post(chance: random.Random, number: int) -> str:
    """Return a post of some 800 words with code, a list, a table and links."""
    day = f"{2011 + number % 7}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    parts = [
        f"---\ntitle: Letter {number} about {chance.choice(WORDS)} and {chance.choice(WORDS)}\n"
        f"author: Author {chance.choice(WORDS).capitalize()} {number % 40}\ndate: {day}\n"
        f"url: https://letters.example/{number}\n---"
    ]
    for section in range(4):
        parts.append(f"## Section {section} of letter {number}")
        parts += [" ".join(sentence(chance) for _ in range(chance.randint(3, 6))) for _ in range(3)]
        if section == 0:
            earlier = f"https://letters.example/{max(0, number - 7)}"
            parts.append(f"See [another]({earlier}) and [a page](https://example.org/{number}).")
        if section == 1:
            lines = [
                f"def step_{i}(board, depth={i}):\n    return board.plane(depth)  # {sentence(chance)[:30]}"
                for i in range(8)
            ]
            parts.append("```python\n" + "\n\n".join(lines) + "\n```")
        if section == 2:
            parts.append("\n".join(f"- {sentence(chance)}" for _ in range(6)))
        if section == 3:
            rows = "\n".join(
                f"| {chance.choice(WORDS)} | {chance.randint(1, 99)} | {sentence(chance)[:40]} |"
                for _ in range(5)
            )
            parts.append(f"| Tool | Number | Remark |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def write_project(folder: Path, count: int) -> None:
    """Write a project whose only source is a folder of so many posts."""
    chance = random.Random(count)
    for name in ("conf", "source", "letters"):
        (folder / name).mkdir(parents=True)
    for number in range(count):
        (folder / "letters" / f"{number:05d}.md").write_text(post(chance, number))
    (folder / "conf" / "anthology.toml").write_text(
        '[book]\ntitle = "Letters"\nvocabulary = "openstack"\n'
        '[[sources]]\nid = "letters"\nname = "Letters"\npath = "letters"\n'
    )
    (folder / "conf" / "conf.py").write_text(
        'project = "Letters"\nextensions = ["anthology.sphinxext"]\nhtml_theme = "sphinx_book_theme"\n'
    )
    (folder / "source" / "index.md").write_text("# Letters\n\n:::{book-contents}\n:::\n")


def measure(count: int, most_cpu: int) -> list[str]:
    """Return the cells of a row."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        write_project(folder, count)
        must(run(sys.executable, "-m", "anthology", "-C", folder, "build", "--formats", "latex"))
        typst, in_volumes = (typst_cost(folder, volumes) for volumes in ("one", "cycle"))
        pages = int(typst.output.split()[-1])
        (tex,) = (folder / "build" / "latex").glob("*.tex")
        xelatex = latex_cost(tex, most_cpu)
        weasyprint = weasyprint_cost(folder, most_cpu)
        return [
            *(f"{count:,}", f"{pages:,}", str(typst), f"{1000 * typst.seconds / pages:.1f} ms"),
            *(str(in_volumes), str(xelatex), xelatex.beside(typst)),
            *(str(weasyprint), weasyprint.beside(typst)),
        ]


def sphinx(folder: Path, builder: str, out: Path, *settings: str) -> Cost:
    """Run one of Sphinx's builders as the program does."""
    trees = folder / "build" / "cache" / "doctrees"
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-c", folder / "conf", "-d", trees]
    return must(run(*command, *settings, folder / "source", out))


def typst_cost(folder: Path, volumes: str) -> Cost:
    """Typeset in one PDF, or in one a cycle, whatever memory that takes."""
    out = folder / f"typst-{volumes}"
    settings = {"anthology_pdf_volumes": volumes, "anthology_pdf_memory": 1_000_000}
    sphinx(folder, "typst", out, *(p for k, v in settings.items() for p in ("-D", f"{k}={v}")))
    return must(run(sys.executable, "-c", COMPILE, out, folder / "book.pdf"))


def latex_cost(tex: Path, most_cpu: int) -> Cost:
    """Run xelatex until its references are right."""
    if not shutil.which("xelatex") or not shutil.which("latexmk"):
        return NONE
    quiet = ("-interaction=batchmode", "-silent", "-f")
    cost = run("latexmk", "-xelatex", *quiet, tex.name, most_cpu=most_cpu, folder=tex.parent)
    # A missing letter makes it end with a complaint, and the PDF is there all the same.
    made = tex.with_suffix(".pdf").is_file()
    return (
        Cost(cost.seconds, cost.megabytes)
        if made
        else Cost(0, 0, cost.output if cost.output.startswith("over") else "failed", failed=True)
    )


def weasyprint_cost(folder: Path, most_cpu: int) -> Cost:
    """Run WeasyPrint over Sphinx's single page."""
    if not shutil.which("weasyprint"):
        return NONE
    # The style sheets of a theme for screens would take it several times as long.
    sphinx(folder, "singlehtml", folder / "single", "-D", "html_theme=basic")
    return run("weasyprint", "-q", folder / "single" / "index.html", folder / "weasy.pdf", most_cpu=most_cpu)


def must(cost: Cost) -> Cost:
    """Return the cost of what has to succeed."""
    if cost.failed:
        raise SystemExit(cost.output)
    return cost


def report(counts: list[int], most_cpu: int) -> Iterator[str]:
    """Yield the lines of the table and of what it was measured with."""
    yield f"| {' | '.join(HEADS)} |"
    yield f"|{' ---: |' * len(HEADS)}"
    for count in counts:
        yield f"| {' | '.join(measure(count, most_cpu))} |"
    versions = [f"Python {platform.python_version()}", f"typst {version('typst')}"]
    for program, pattern in (("xelatex", r"XeTeX.*?(TeX Live \d+)"), ("weasyprint", r"version (\S+)")):
        if path := shutil.which(program):
            found = re.search(pattern, run(path, "--version").output)
            versions.append(f"{program} {found[1] if found else ''}".strip())
    yield ""
    yield f"Measured on {time.strftime('%Y-%m-%d')} on {os.cpu_count()} cores, {', '.join(versions)}."


def write_into(page: Path, lines: list[str]) -> None:
    """Put the table where the page of the guide has the last one."""
    begin, end = "% printing: begin\n", "% printing: end\n"
    before, rest = page.read_text("utf-8").split(begin)
    page.write_text(f"{before}{begin}\n{chr(10).join(lines)}\n\n{end}{rest.split(end)[1]}", "utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("posts", nargs="*", type=int, default=[50, 500, 2000])
    parser.add_argument("--most-cpu", type=int, default=1200, help="seconds another engine's process may use")
    parser.add_argument("--guide", type=Path, help="page of the guide in which to put the table")
    options = parser.parse_args()
    lines = []
    for line in report(options.posts, options.most_cpu):
        print(line, flush=True)
        lines.append(line)
    if options.guide:
        write_into(options.guide, lines)


if __name__ == "__main__":
    main()
