"""The preview in a browser: a page reloads when its chapter is saved, and shows what should be mended."""

from __future__ import annotations

import pytest

from tests.preview.desk import desk

pytestmark = pytest.mark.browser

HOST = "document.getElementById('anthology-preview')"
BANNER = f"{HOST}?.shadowRoot.querySelector('aside:not([hidden])')"


def test_a_saved_chapter_shows_and_a_mistake_is_named(tab, tmp_path):
    with desk(tmp_path / "book") as served:
        tab.go(f"{served.url}chapters/a-first-chapter.html")
        text = served.chapter.read_text("utf-8")
        served.chapter.write_text(f"{text}\nA line by {{author}}`Ann Othr`.\n", "utf-8")
        tab.wait_for("document.body?.textContent.includes('A line by')", 60)
        said = tab.wait_for(f"{BANNER}?.textContent", 60)
        assert "1 thing to mend" in said
        assert "source/chapters/a-first-chapter.md:15" in said
        assert "did you mean 'ann other'?" in said

        decided = served.decisions.read_text("utf-8")
        served.decisions.write_text("[posts.x]\ntitle = <b>bold</b>\n", "utf-8")
        tab.wait_for(f"{BANNER}?.classList.contains('failed')", 60)
        said = tab.run(f"{BANNER}.textContent")
        assert "conf/decisions.toml:2" in said
        assert "A line by" in tab.run("document.body?.textContent")

        served.decisions.write_text(decided, "utf-8")
        served.chapter.write_text(text, "utf-8")
        tab.wait_for(f"{HOST} && !({BANNER}) && !document.body?.textContent.includes('A line by')", 60)
        assert tab.problems == []
