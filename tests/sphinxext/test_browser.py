"""The built pages in a real browser, at the width of a phone."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading

import pytest

from tests.sphinxext.conftest import build, make_project
from tests.sphinxext.test_rebuild import CHAPTER, many

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--virtual-time-budget=600000",
    "--dump-dom",
)

HARNESS = """<!doctype html><meta charset="utf-8"><body><script>
const pages = PAGES, report = {};
async function visit(page) {
  const frame = document.createElement("iframe");
  frame.style.cssText = "width:390px;height:800px;border:0";
  frame.src = page;
  document.body.append(frame);
  await new Promise(done => { frame.onload = done; setTimeout(done, 8000); });
  await new Promise(done => setTimeout(done, 150));
  const root = frame.contentDocument.documentElement;
  report[page] = {
    wide: root.scrollWidth - root.clientWidth,
    foreign: frame.contentWindow.performance.getEntriesByType("resource").map(e => e.name)
      .filter(name => !name.startsWith(location.origin) && !name.startsWith("data:")),
    dark: getComputedStyle(frame.contentDocument.body).backgroundColor,
  };
  frame.remove();
}
(async () => {
  for (const page of pages) await visit(page);
  document.title = "done";
  document.body.textContent = JSON.stringify(report);
})();
</script>"""


FILTER = """<!doctype html><meta charset="utf-8"><body><script>
(async () => {
  const frame = document.createElement("iframe");
  frame.src = "cycles/birch.html";
  document.body.append(frame);
  await new Promise(done => { frame.onload = done; });
  const page = frame.contentDocument, input = page.querySelector(".list-filter input");
  const shown = () => [...page.querySelectorAll(".post-list > li")].filter(item => !item.hidden).length;
  const type = words => {
    input.value = words;
    input.dispatchEvent(new Event("input"));
    return [shown(), page.querySelector(".list-filter output").textContent];
  };
  const report = [type("NUMBER 33"), type("no such words"), type("")];
  document.title = "done";
  document.body.textContent = JSON.stringify(report);
})();
</script>"""


def visit(site, harness, profile):
    """Let the browser run a script among the pages of a site; return what it reports."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    (site / "harness.html").write_text(harness)
    handler = functools.partial(QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command = [chromium, *OPTIONS, f"--user-data-dir={profile}"]
        url = f"http://127.0.0.1:{server.server_port}/harness.html"
        run = subprocess.run([*command, url], capture_output=True, text=True, timeout=120, check=False)
        server.shutdown()
    (site / "harness.html").unlink()
    found = re.search(r"<body>([{\[].*[}\]])</body>", run.stdout, re.DOTALL)
    assert found, run.stdout[-500:] + run.stderr[-500:]
    return json.loads(found[1].replace("&amp;", "&"))


@pytest.fixture(scope="module")
def seen(book, tmp_path_factory):
    """Visit every page of the small book; return what the browser saw of each."""
    pages = sorted(
        p.relative_to(book.html).as_posix() for p in book.html.rglob("*.html") if "_static" not in p.parts
    )
    return visit(book.html, HARNESS.replace("PAGES", json.dumps(pages)), tmp_path_factory.mktemp("profile"))


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.browser
def test_no_page_scrolls_sideways_on_a_phone(seen):
    assert {page: facts["wide"] for page, facts in seen.items() if facts["wide"] > 0} == {}


@pytest.mark.browser
def test_no_page_asks_another_host(seen):
    foreign = {url for page in seen.values() for url in page["foreign"]}
    assert foreign <= {"https://pictures.example/a.png"}


@pytest.mark.browser
def test_long_lists_can_be_narrowed_down(tmp_path):
    built = build(make_project(tmp_path / "book", many(60), CHAPTER))
    assert visit(built.html, FILTER, tmp_path / "profile") == [[1, "1 of 60"], [0, "0 of 60"], [60, ""]]
