"""A link costs the same however many others there are: no waiting list is walked for each of them."""

import time

from anthology.config import FetchSettings
from anthology.fetching.client import Answer, Client
from anthology.linkcheck.asking import ask_all
from anthology.linkcheck.verdicts import Journal, judge

FEW, MANY = 1_000, 10_000
GROWTH = 2.5


def cpu_per_link(folder, count, monkeypatch):
    monkeypatch.setattr(Client, "look", lambda self, link: Answer(200, None, b"", link))
    client = Client(FetchSettings(delay=0))
    links = [f"http://h{n % (count // 4)}.net/{n}" for n in range(count)]
    start = time.process_time()
    with Journal(folder / f"{count}.jsonl", folder / "journal") as kept:
        for link, found in ask_all(client, links):
            kept.note(link, judge(None, found, "2026-11-20"))
    assert len(kept.verdicts) == count
    return (time.process_time() - start) / count


def test_cpu_per_link_does_not_grow(tmp_path, monkeypatch):
    few = min(cpu_per_link(tmp_path, FEW, monkeypatch) for _ in range(3))
    many = cpu_per_link(tmp_path, MANY, monkeypatch)
    assert many < GROWTH * few, f"{1e6 * few:.0f} µs a link of {FEW}, {1e6 * many:.0f} µs of {MANY}"
