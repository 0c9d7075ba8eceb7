"""What a book costs: `python tests/typesetting/measure.py 50 500` prints one table.

CPU seconds of reading (Sphinx's own), translating and compiling, peak memory of the compiler, pages, size;
peak memory in volumes; CPU seconds of xelatex and WeasyPrint for the same book, where they are installed.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from workshop import HERE, catalogue

WORDS = """
workshop plane clamp glue board saw bench vice lathe chisel grain edge joint shaving oak ash walnut pine
measure mark cut wait plan again surface pressure patience because although whenever until before after
""".split()  # noqa: SIM905


def sentence(rng: random.Random) -> str:
    """Return a sentence of words."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(6, 18))]
    return " ".join(words).capitalize() + "."


def post(rng: random.Random, number: int) -> str:
    """Return a post of some 800 words with code, a list, a table and links."""
    parts = [f"# Letter {number} about {rng.choice(WORDS)} and {rng.choice(WORDS)}"]
    for section in range(4):
        parts.append(f"## Section {section} of letter {number}")
        parts += [" ".join(sentence(rng) for _ in range(rng.randint(3, 6))) for _ in range(3)]
        if section == 0:
            parts.append(
                f"See [another](letter-{max(0, number - 7):05d}.md) and [a page](https://example.org/{number})."
            )
        if section == 1:
            lines = [
                f"def step_{i}(board, depth={i}):\n    return board.plane(depth)  # {sentence(rng)[:30]}"
                for i in range(8)
            ]
            parts.append("```python\n" + "\n\n".join(lines) + "\n```")
        if section == 2:
            parts.append("\n".join(f"- {sentence(rng)}" for _ in range(6)))
        if section == 3:
            rows = "\n".join(
                f"| {rng.choice(WORDS)} | {rng.randint(1, 99)} | {sentence(rng)[:40]} |" for _ in range(5)
            )
            parts.append(f"| Tool | Number | Remark |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def make_book(folder: Path, posts: int) -> Path:
    """Write a book of so many posts; return its source folder."""
    rng = random.Random(posts)
    source = folder / "source"
    (source / "posts" / "bench").mkdir(parents=True)
    (source / ".anthology").mkdir()
    (folder / "conf.py").write_text((HERE / "project" / "conf.py").read_text())
    data = catalogue()
    model = data["posts"][3]  # type: ignore[index]
    data["posts"] = records = []
    data["series"] = data["backlinks"] = data["also_at"] = {}
    topics, cycles = ("tools", "materials"), ("winter", "spring")
    for number in range(posts):
        slug = f"letter-{number:05d}"
        text = post(rng, number)
        (source / "posts" / "bench" / f"{slug}.md").write_text(text)
        author = rng.randint(0, posts // 8)
        records.append({
            **model, "id": f"bench-{number}", "slug": slug, "docname": f"posts/bench/{slug}",
            "title": text[2:60], "authors": [{"id": f"a{author}", "name": f"Author {author}"}],
            "cycle": cycles[number * 2 // posts], "topics": [rng.choice(topics)],
            "projects": [rng.choice(("lathe", "vice"))],
        })  # fmt: skip
        data["people"][f"a{author}"] = {"name": f"Author {author}"}  # type: ignore[index]
    names = "\n".join(f"posts/bench/{r['slug']}" for r in records)
    (source / "index.md").write_text(f"# Index\n\n```{{toctree}}\n{names}\n```\n")
    (source / ".anthology" / "catalogue.json").write_text(json.dumps(data))
    return source


def run(*command: str, may_fail: bool = False) -> tuple[float, float, str]:
    """Run a command; return its CPU seconds, wall seconds and output."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command, check=not may_fail, capture_output=True, encoding="utf-8", errors="replace"
    )
    output = done.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.monotonic() - start, output


_COMPILE = """
import sys, json, resource
from pathlib import Path
from anthology.typesetting.compile import compile_pdf
report = compile_pdf(Path(sys.argv[1]), Path(sys.argv[2]), volume=sys.argv[3])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps([report.pages, report.bytes, peak, len(report.warnings), report.standards]))
"""


def measure(posts: int) -> str:
    """Return a row of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = make_book(folder, posts)
        sphinx = (
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-c",
            str(folder),
            "-d",
            str(folder / "trees"),
            str(source),
        )
        read, _, _ = run(*sphinx, str(folder / "dummy"), "-b", "dummy")
        translate, _, _ = run(*sphinx, str(folder / "typst"), "-b", "typst")
        cpu, wall, output = run(
            sys.executable, "-c", _COMPILE, str(folder / "typst"), str(folder / "book.pdf"), ""
        )
        pages, size, peak, warnings, standards = json.loads(output)
        in_volumes = peak_in_volumes(folder, sphinx)
        others = " | ".join((xelatex(folder, sphinx), weasyprint(folder, sphinx)))
        return (
            f"| {posts} | {read:.1f} | {translate:.1f} | {cpu:.1f} | {wall:.1f} | {peak} | {pages} | "
            f"{size / 2**20:.1f} | {1000 * cpu / pages:.1f} | {warnings} | {' '.join(standards)} | "
            f"{in_volumes} | {others} |"
        )


def peak_in_volumes(folder: Path, sphinx: tuple[str, ...]) -> int:
    """Return the peak memory of the largest volume, in megabytes."""
    out = folder / "volumes"
    run(*sphinx, str(out), "-b", "typst", "-D", "anthology_pdf_volumes=cycle")
    named = json.loads((out / "volumes.json").read_text())["volumes"]
    pdf = str(folder / "volume.pdf")
    peaks = [
        json.loads(run(sys.executable, "-c", _COMPILE, str(out), pdf, volume["id"])[2])[2] for volume in named
    ]
    return max(peaks)


def xelatex(folder: Path, sphinx: tuple[str, ...]) -> str:
    """Return the CPU seconds of xelatex until its references are right, or a dash."""
    if not shutil.which("xelatex") or not shutil.which("latexmk"):
        return "-"
    out = folder / "latex"
    run(*sphinx, str(out), "-b", "latex", "-D", "latex_engine=xelatex", "-D", "latex_use_xindy=0")
    (tex,) = out.glob("*.tex")
    quiet = "-interaction=batchmode"
    cpu, _, _ = run("latexmk", "-xelatex", quiet, "-silent", "-cd", str(tex), may_fail=True)
    return f"{cpu:.1f}" if tex.with_suffix(".pdf").is_file() else "failed"


def weasyprint(folder: Path, sphinx: tuple[str, ...]) -> str:
    """Return the CPU seconds of WeasyPrint, or a dash."""
    if not shutil.which("weasyprint"):
        return "-"
    out = folder / "singlehtml"
    run(*sphinx, str(out), "-b", "singlehtml")
    pdf = out / "book.pdf"
    cpu, _, _ = run("weasyprint", "-q", str(out / "index.html"), str(pdf), may_fail=True)
    return f"{cpu:.1f}" if pdf.is_file() else "failed"


if __name__ == "__main__":
    heads = "posts|read s|translate s|compile s|wall s|peak MB|pages|MB|ms a page|warnings|standards|"
    heads += "peak MB in volumes|xelatex s|WeasyPrint s"
    print(f"| {heads.replace('|', ' | ')} |")
    print("| --- " * 14 + "|")
    for argument in sys.argv[1:] or ("50", "500"):
        print(measure(int(argument)), flush=True)
