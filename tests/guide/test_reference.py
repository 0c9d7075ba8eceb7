"""The reference pages of the guide say what the program says."""

import re
import subprocess
import sys
from typing import get_args

import pytest

from anthology.cli.reference import command_reference, settings_reference
from anthology.config import Settings
from tests.conftest import ROOT

GUIDE = ROOT / "source" / "guide"
REMEDY = "run `python -m anthology.cli.reference source/guide`"
COMMANDS = re.findall(r"(?m)^## anthology (\S+)$", command_reference())


def help_of(*words):
    command = [sys.executable, "-m", "anthology", *words, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_the_committed_pages_are_the_generated_ones():
    assert (GUIDE / "commands.md").read_text("utf-8") == command_reference(), REMEDY
    assert (GUIDE / "settings.md").read_text("utf-8") == settings_reference(), REMEDY


def test_every_command_has_its_section():
    names = re.findall(r"(?m)^\W*([a-z-]+) {2,}[A-Z]", help_of())
    assert sorted(names) == sorted(COMMANDS)
    assert len(names) >= 12


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_named(name):
    page = (GUIDE / "commands.md").read_text("utf-8")
    section = page.partition(f"\n## anthology {name}\n")[2].partition("\n## ")[0]
    options = set(re.findall(r"--[a-z][a-z-]*", help_of(name)))
    assert "--help" in options
    assert not {option for option in options if option not in section}


def test_every_key_of_the_settings_has_its_row():
    page = (GUIDE / "settings.md").read_text("utf-8")
    for table, field in Settings.model_fields.items():
        assert re.search(rf"(?m)^## `\[+{table}\]+`$", page)
        (model,) = (
            one for one in (field.annotation, *get_args(field.annotation)) if hasattr(one, "model_fields")
        )
        section = re.split(rf"(?m)^## `\[+{table}\]+`$", page)[1].partition("\n## ")[0]
        assert re.findall(r"(?m)^\| `(\w+)`", section) == list(model.model_fields)
