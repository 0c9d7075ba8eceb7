"""Which projects a post is about."""

from pathlib import Path

import pytest

from anthology.knowledge.base import KnowledgeBase
from anthology.vocabulary import Project, Vocabulary, load_vocabulary
from tests.knowledge.entries import cases
from tests.knowledge.test_topics import label

NOWHERE = Path("/nowhere")


@pytest.fixture(scope="module")
def openstack():
    return KnowledgeBase(load_vocabulary("openstack", NOWHERE))


@cases("projects/traps.toml")
def test_traps(case, openstack):
    assert not set(label(openstack, title="A post", text=case["text"]).projects) & set(case["not"])


@pytest.mark.parametrize(
    ("former", "id_"),
    [("Quantum", "neutron"), ("Savanna", "sahara"), ("Marconi", "zaqar"), ("RedDwarf", "trove")],
)
def test_former_names(former, id_, openstack):
    text = f"OpenStack {former} has an API. With {former} all is better. {former} is young."
    assert label(openstack, title=f"Introducing {former}", text=text).projects == (id_,)


def test_code_is_full_of_names(openstack):
    text = "Our shop is open.\n\n```\nnova boot --image x\nnova list\n```"
    assert label(openstack, title="A shop", text=text).projects == ()


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        (
            "ironic",
            "Bare metal has a memory. Ironic erases the disks; IPMI times out, PXE boots the nodes again.",
        ),
        (
            "magnum",
            "Magnum makes Kubernetes clusters from a template: etcd, flannel, docker in each container.",
        ),
        ("manila", "Manila hands out shares: the NFS gateway stores files on CephFS, quotas count volumes."),
    ],
)
def test_a_common_word_is_a_name_among_the_words_of_its_subject(id_, text, openstack):
    assert label(openstack, title="Notes", text=text).projects == (id_,)


def test_a_communitys_own_project():
    gadget = Project("gadget", "Gadget", formerly=("Widget",), deliverables=("gadget-tools",))
    base = KnowledgeBase(Vocabulary(projects={"gadget": gadget}))
    assert label(base, title="A new Gadget", text="It turns.").projects == ("gadget",)
    assert label(base, title="Why the Widget turns", text="It does.").projects == ("gadget",)
    assert label(base, title="Packaging gadget-tools", text="It is done.").projects == ("gadget",)


def test_links_to_a_projects_pages_speak_for_it(openstack):
    links = " ".join(f"https://opendev.org/openstack/python-manilaclient/src/{n}" for n in range(40))
    labels = label(openstack, title="A tool", text=f"See {links} and https://www.example.org/nova.")
    assert "manila" in labels.projects
    assert any("linked to" in reason.because for reason in labels.evidence)
