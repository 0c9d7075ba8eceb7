"""Settings: what is right is typed, what is wrong is named with its line and its mend."""

from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from anthology.config import find_project, load_project
from anthology.errors import ConfigError

ERRORS = read_fixture_file(Path(__file__).with_name("config_errors.md"))


def write(folder: Path, text: str | bytes) -> Path:
    (folder / "conf").mkdir()
    data = text.encode() if isinstance(text, str) else text
    (folder / "conf" / "anthology.toml").write_bytes(data)
    return folder


@pytest.mark.parametrize(("line", "title", "text", "expected"), ERRORS, ids=[case[1] for case in ERRORS])
def test_wrong_settings_are_named(tmp_path, line, title, text, expected):
    with pytest.raises(ConfigError) as caught:
        load_project(write(tmp_path, text))
    assert str(caught.value) == expected.rstrip("\n")


def test_defaults_and_sources_are_typed(tmp_path):
    project = load_project(write(tmp_path, '[[sources]]\nid = "a"\nname = "A"\npath = "*.xml"\n'))
    (source,) = project.sources
    assert (source.id, source.path, source.format, source.license) == ("a", "*.xml", "auto", None)
    assert project.settings.pdf.paper == "a4"
    assert project.build_dir == tmp_path / "build"


def test_text_that_is_not_utf8(tmp_path):
    with pytest.raises(ConfigError, match=r"conf/anthology.toml:2: is not UTF-8"):
        load_project(write(tmp_path, b"# fine\n# caf\xe9\n"))


def test_project_is_found_from_inside(tmp_path):
    inside = write(tmp_path, "") / "source" / "chapters"
    inside.mkdir(parents=True)
    assert find_project(inside) == tmp_path


def test_no_project_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError, match="anthology init"):
        find_project(tmp_path)
