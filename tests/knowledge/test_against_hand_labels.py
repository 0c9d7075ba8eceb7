"""Labels of real dumps, compared with those that people gave by hand."""

import json
import subprocess
import sys

import pytest

from anthology.conversion import convert
from anthology.export import record
from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.describe import describe
from anthology.model import Source
from anthology.sources import read
from anthology.vocabulary import load_vocabulary

AT_LEAST = {
    "authors": 0.98,
    "dates_inferred": 0.85,
    "primary_topic": 0.95,
    "topics_f1": 0.81,
    "projects_f1": 0.84,
    "releases_f1": 0.97,
}


@pytest.mark.shared
@pytest.mark.parametrize("number", ["000", "002", "003"])
def test_labels(number, shared, tmp_path):
    (dump,) = (shared / "seeds").glob(f"{number}_*.txt")
    entries = list(read(Source(f"dump-{number}", "A dump", path=str(dump)), tmp_path))
    base = KnowledgeBase.load(load_vocabulary("openstack", tmp_path), tmp_path)
    described = describe(entries, [convert(entry) for entry in entries], base)
    export = tmp_path / "posts.jsonl"
    export.write_text("".join(json.dumps(record(post)) + "\n" for post in described.posts), "utf-8")
    gold = shared / "gold" / number
    script = shared / "eval" / "score_dump.py"
    command = [sys.executable, str(script), "--dump", str(dump), "--gold", str(gold), "--export", str(export)]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    assert {name: figures[name] for name, least in AT_LEAST.items() if figures[name] < least} == {}
