"""An editor's desk: a new project with the preview running beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.books import run
from tests.conftest import ROOT

PATIENCE = 90


@dataclass
class Desk:
    """A project and the preview of it.

    Attributes:
        folder: The project.
        url: Where the preview answers; ends with a slash.
        process: The preview.
        log: What it says.
    """

    folder: Path
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def chapter(self) -> Path:
        return self.folder / "source" / "chapters" / "a-first-chapter.md"

    @property
    def decisions(self) -> Path:
        return self.folder / "conf" / "decisions.toml"

    def notice(self) -> dict[str, Any]:
        """Return the newest notice."""
        with urlopen(f"{self.url}.anthology/events", timeout=PATIENCE) as stream:
            return json.loads(stream.readline().removeprefix(b"data: "))

    def wait_for(self, said) -> dict[str, Any]:
        """Return the first notice of a finished build for which something holds."""
        until = time.monotonic() + PATIENCE
        notice: dict[str, Any] = {}
        while time.monotonic() < until and self.process.poll() is None:
            notice = self.notice()
            if not notice["building"] and said(notice):
                return notice
            time.sleep(0.1)
        raise AssertionError(f"{notice}\n{self.log.read_text('utf-8')}")

    def wait_for_log(self, words: str) -> None:
        until = time.monotonic() + PATIENCE
        while words not in self.log.read_text("utf-8"):
            assert time.monotonic() < until, self.log.read_text("utf-8")
            time.sleep(0.05)

    def page(self, path: str) -> str:
        """Return a page's HTML, or nothing where it is not there yet."""
        try:
            with urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except HTTPError as error:
            if error.code != 404:
                raise
            return ""

    def end(self) -> int:
        """Press Ctrl-C: all processes of a terminal's group hear it."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """Make a project, serve it until its first build is there, and end what still runs."""
    assert run(folder.parent, "init", str(folder)).returncode == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder.parent / "serve.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "anthology", "-C", str(folder), "serve", "--port", str(port), "-j", "1"],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
    made = Desk(folder, f"http://127.0.0.1:{port}/", process, log)
    try:
        made.wait_for_log("built in")
        yield made
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
