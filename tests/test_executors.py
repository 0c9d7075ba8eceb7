"""Work shared out to processes and clusters: the same results, whoever did it and whoever died over it."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterable, Iterator

import pytest

from anthology import each, pipeline
from anthology.config import load_project
from anthology.errors import AnthologyError, ConfigError
from anthology.executors import open_executor, read_executor
from anthology.progress import Silent
from tests.made_posts import posts, project

POSTS = 300


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", ""),
        ("dask://host:8786", "tcp://host:8786"),
        ("dask://10.0.0.1:8786/", "tcp://10.0.0.1:8786"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_addresses(given, address):
    assert read_executor(given) == address


@pytest.mark.parametrize(
    "given", ["host:8786", "dask://host", "tcp://host:1", "dask://:1", "dask://host:x", "dask://h:1/path"]
)
def test_addresses_that_are_none(given):
    with pytest.raises(ConfigError, match="dask://host:port"):
        read_executor(given)


def test_a_missing_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AnthologyError, match="needs Dask") as raised, open_executor(1, "tcp://127.0.0.1:1"):
        pass
    assert "anthology[dask]" in str(raised.value)


class Watch(Silent):
    """Progress that does something once a stage has come half-way."""

    def __init__(self, label: str, act) -> None:
        self.label, self.act = label, act

    def track(self, items: Iterable, label: str, total: int | None = None) -> Iterator:
        for number, item in enumerate(items):
            yield item
            if label == self.label and number == POSTS // 2:
                self.act()


@pytest.fixture
def eager(monkeypatch):
    """Let even short work be shared out, in small pieces."""
    monkeypatch.setattr(each, "_WORTH_A_PROCESS", 0.0)
    monkeypatch.setattr(each, "_LARGEST_CHUNK", 5)


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="Dask's distributed is not installed")
    options = {"n_workers": 3, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, silence_logs="CRITICAL") as made:
        yield made


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What one process makes of the posts: the catalogue and every page."""
    return made_by(tmp_path_factory.mktemp("alone"), Silent(), {})


def made_by(folder, progress, workers):
    found = load_project(project(folder / "book", posts(POSTS)))
    corpus = pipeline.assemble(found, progress, **workers)
    report = pipeline.write_pages(found, corpus, **workers)
    pages = {path: (found.source_dir / path).read_bytes() for path in report.written}
    return corpus.catalogue, pages


def test_processes_make_the_same(alone, eager, tmp_path):
    assert made_by(tmp_path, Silent(), {"jobs": 2}) == alone


def test_a_process_that_dies_changes_nothing(alone, eager, tmp_path):
    def kill() -> None:
        import multiprocessing

        multiprocessing.active_children()[0].kill()

    assert made_by(tmp_path, Watch("converting", kill), {"jobs": 2}) == alone


def test_a_cluster_makes_the_same_though_a_worker_is_killed(alone, cluster, eager, tmp_path):
    killed = []

    def kill() -> None:
        pid = next(iter(cluster.workers.values())).process.pid
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    workers = {"scheduler": cluster.scheduler_address}
    assert made_by(tmp_path, Watch("converting", kill), workers) == alone
    assert len(killed) == 1


def test_a_scheduler_without_workers(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="Dask's distributed is not installed")
    monkeypatch.setattr("anthology.executors.PATIENCE", 1)
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as empty:
        opened = open_executor(1, empty.scheduler_address)
        with pytest.raises(AnthologyError, match="has no workers"), opened:
            pass


def test_nobody_at_the_address(monkeypatch):
    pytest.importorskip("distributed", reason="Dask's distributed is not installed")
    monkeypatch.setattr("anthology.executors.PATIENCE", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with (
        pytest.raises(AnthologyError, match="no Dask scheduler answers") as raised,
        open_executor(1, address),
    ):
        pass
    assert address in str(raised.value)


def test_workers_of_another_version_are_refused(cluster, eager, tmp_path, monkeypatch):
    monkeypatch.setattr(each, "_code", lambda: "another")
    with pytest.raises(AnthologyError, match="another version"):
        made_by(tmp_path, Silent(), {"scheduler": cluster.scheduler_address})
