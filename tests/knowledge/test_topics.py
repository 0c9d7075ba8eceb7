"""What a post is about."""

from pathlib import Path

import pytest

from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.labels import choose_labels, score_labels
from anthology.vocabulary import Topic, Vocabulary, load_vocabulary
from tests.knowledge.entries import body, cases, entry

NOWHERE = Path("/nowhere")


@pytest.fixture(scope="module")
def openstack():
    return KnowledgeBase(load_vocabulary("openstack", NOWHERE))


def label(base, usual=None, **given):
    one = entry(**given)
    return choose_labels(one, score_labels(one, body(**given), given.get("date"), base), usual or {}, base)


@cases("topics/first.toml")
def test_first_topic(case, openstack):
    labels = label(openstack, title=case["title"], text=case["text"])
    assert labels.topics[0] in case["topic"]
    assert 1 <= len(labels.topics) <= 3
    if "projects" in case:
        assert list(labels.projects) == case["projects"]
    reasons = {reason.label for reason in labels.evidence}
    assert {f"topic:{topic}" for topic in labels.topics} <= reasons
    assert all(reason.because for reason in labels.evidence)


def test_title_counts_more_than_text(openstack):
    text = "The database of our shop, MySQL, the database."
    assert label(openstack, title="Live migration", text=text).topics[0] == "compute"


def test_categories_count(openstack):
    assert label(openstack, title="Rain", text="It rained.", tags=["Kubernetes"]).topics == ("containers",)


def test_no_term_is_read_across_two_categories(openstack):
    labels = label(openstack, title="Rain", text="It rained.", tags=["OpenStack", "Puppet", "Modules"])
    assert labels.projects == ()


def test_front_matter_has_the_last_word(openstack):
    labels = label(
        openstack,
        title="Live migration with Nova",
        labels={"topics": ["Storage", "no such topic"], "projects": ["cinder"], "releases": ["Havana"]},
    )
    assert (labels.topics, labels.projects, labels.releases) == (("storage",), ("cinder",), ("havana",))


def test_a_blogs_habit_settles_what_a_post_leaves_open(openstack):
    labels = label(openstack, {"telemetry": 3, "events": 1}, title="Hello again", text="It has been a while.")
    assert labels.topics[0] == "telemetry"
    assert "75%" in labels.evidence[0].because
    assert label(openstack, {"telemetry": 3}, title="Live migration with KVM and libvirt").topics == (
        "compute",
    )


def test_nothing_known_is_nothing_said(openstack):
    assert label(openstack, title=None, text="").topics == ()


def test_a_topic_of_the_editors_own():
    gears = Topic("gears", "Gears", terms={"cogwheel": 3}, title_terms={"{release} gears": 2})
    base = KnowledgeBase(Vocabulary(topics={"gears": gears}))
    assert label(base, title="Cogwheels", text="Two cogwheels").topics == ("gears",)


def test_a_community_of_another_kind():
    base = KnowledgeBase(load_vocabulary("blank", NOWHERE))
    assert label(base, title="Meetup in June", text="Join the workshop.").topics[0] == "events"
    assert label(base, title="Release notes of 1.0").topics[0] == "releases"


def test_a_category_that_is_a_topic_by_name_counts(openstack):
    text = "Two operators compared their lists over lunch: bare metal, metering, and one command line."
    alone = label(openstack, title="What we ask for", text=text)
    filed = label(openstack, title="What we ask for", text=text, tags=("Misc", "Releases"))
    assert "releases" not in alone.topics
    assert filed.topics[0] == "releases"
    assert any("filed under “Releases”" in reason.because for reason in filed.evidence)
