"""Vocabularies: what comes with the package, what a project adds, what it may get wrong."""

import pytest

from anthology.errors import ConfigError
from anthology.vocabulary import load_vocabulary

TOPICS = [
    "compute",
    "networking",
    "storage",
    "identity-security",
    "orchestration",
    "containers",
    "bare-metal",
    "deployment",
    "dashboard-apis",
    "telemetry",
    "data",
    "development",
    "docs-training",
    "community",
    "events",
    "releases",
    "digests",
    "business",
]


def write(conf, name, text):
    conf.mkdir(parents=True, exist_ok=True)
    (conf / name).write_text(text, "utf-8")
    return conf


def test_openstack(tmp_path):
    found = load_vocabulary("openstack", tmp_path / "conf")
    assert list(found.topics) == TOPICS
    assert list(found.cycles)[:3] == ["austin", "bexar", "cactus"]
    havana = found.cycles["havana"]
    assert (havana.opened, havana.released, havana.version) == ("2013-04-05", "2013-10-17", "2013.2")
    assert "Quantum" in found.projects["neutron"].formerly
    assert found.projects["heat"].ordinary
    for topic in found.topics.values():
        assert topic.description.endswith(".")
        assert topic.project in ("", *found.projects)
        assert set(topic.beside) <= set(TOPICS)


def test_a_project_adds_and_replaces(tmp_path):
    conf = write(tmp_path / "conf", "topics.toml", "[[topics]]\nid = 'events'\nname = 'Gatherings'\n")
    write(conf, "cycles.toml", "[[cycles]]\nid = 'zulu'\nname = 'Zulu'\nreleased = 2030-01-02\n")
    found = load_vocabulary("openstack", conf)
    assert found.topics["events"].name == "Gatherings"
    assert list(found.topics) == TOPICS
    assert list(found.cycles)[-1] == "zulu"
    assert found.mentions.community


def test_a_folder_of_ones_own(tmp_path):
    write(
        tmp_path / "conf" / "gadgets",
        "cycles.toml",
        "[[cycles]]\nid = '1.0'\nname = '1.0'\nreleased = 2020-05-04\n",
    )
    found = load_vocabulary("gadgets", tmp_path / "conf")
    assert list(found.cycles) == ["1.0"]
    assert found.topics == {}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cycles.toml", "[[cycles]]\nid = 'a'", ":1: cycles[1] lacks name"),
        (
            "cycles.toml",
            "[[cycles]]\nid = 'a'\nname = 'A'\nreleased = 'soon'",
            ":4: cycles[1].released = 'soon'",
        ),
        ("cycles.toml", "[[cycles]]\nid = 'A b'\nname = 'A'", ":2: cycles[1].id = 'A b'"),
        ("cycles.toml", "[[cycle]]\nid = 'a'", ":1: unknown key cycle"),
        (
            "cycles.toml",
            "[[cycles]]\nid='a'\nname='A'\n[[cycles]]\nid='a'\nname='A'",
            ":5: cycles[2].id = 'a' stands twice",
        ),
        ("cycles.toml", "cycles = 3", ":1: cycles must be a list"),
        ("cycles.toml", "[mentions]\ncommunity = 'X'", ":2: mentions.community must be a list"),
        ("cycles.toml", "mentions = ['X']", ":1: mentions must be a table"),
        (
            "topics.toml",
            "[[topics]]\nid = 'a'\nname = 'A'\nterms = ['x']",
            ":4: topics[1].terms must be a table",
        ),
        ("topics.toml", "[[topics]]\nid = 'a'\nname = 'A'\ntermz = {}", ":4: unknown key topics[1].termz"),
        (
            "topics.toml",
            "[[topics]]\nid = 'a'\nname = 'A'\nproject_factor = 'x'",
            ":4: topics[1].project_factor must be a number",
        ),
        ("topics.toml", "[[topics]]\nid = 'a'\nname = 'A'\nproject = 'x'", ":4: topics: a names 'x'"),
        ("topics.toml", "[[topics]\n", "is not TOML"),
        ("projects.toml", "[[projects]]\nid = 'a'\nname = 3", ":3: projects[1].name must be a text"),
        (
            "projects.toml",
            "[[projects]]\nid = 'a'\nname = 'A'\nordinary = 'yes'",
            ":4: projects[1].ordinary must be true or false",
        ),
        (
            "projects.toml",
            "[[projects]]\nid = 'a'\nname = 'A'\ntopics = {cooking = 1}",
            ":4: projects: a names the topic 'cooking'",
        ),
    ],
)
def test_errors_name_line_and_key(name, text, said, tmp_path):
    conf = write(tmp_path / "conf", name, text)
    with pytest.raises(ConfigError) as caught:
        load_vocabulary("openstack", conf)
    assert said in str(caught.value)
    assert name in caught.value.where


def test_no_such_vocabulary(tmp_path):
    with pytest.raises(ConfigError, match="openstak") as caught:
        load_vocabulary("openstak", tmp_path / "conf")
    assert "Did you mean 'openstack'?" in str(caught.value)
