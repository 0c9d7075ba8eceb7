"""Cycles: in which a post was written, and which releases it names."""

from pathlib import Path

import pytest

from anthology.knowledge.cycles import cycle_open_on
from anthology.knowledge.releases import ReleaseNames, find_releases
from anthology.sources.dates import dated
from anthology.sources.text.dates import find_date
from anthology.vocabulary import Cycle, Mentions, Vocabulary, load_vocabulary
from tests.knowledge.entries import cases

NOWHERE = Path("/nowhere")


@pytest.fixture(scope="module")
def openstack():
    return load_vocabulary("openstack", NOWHERE)


@cases("cycles/days.toml")
def test_days(case, openstack):
    for day, cycle in case["days"].items():
        assert (cycle_open_on(day or None, openstack.cycles) or "") == cycle


@cases("cycles/zones.toml")
def test_zones_near_the_border_of_a_cycle(case, openstack):
    moments = [dated(printed, "feed") for printed in case.get("feed", ())]
    values = [moment.value for moment in moments if moment]
    values += [stamp.iso for printed in case.get("line", ()) if (stamp := find_date(printed))]
    assert [cycle_open_on(value, openstack.cycles) for value in values] == case["cycles"]


@cases("cycles/releases.toml")
def test_releases(case, openstack):
    names = ReleaseNames.of(openstack)
    in_context = case.get("in_context", True)
    found, evidence = find_releases(case["texts"], names, case.get("written"), in_context=in_context)
    assert sorted(found) == case["releases"]
    assert [e.label for e in evidence] == [f"release:{cycle}" for cycle in found]


@cases("cycles/numbers.toml")
def test_releases_that_are_numbers(case):
    cycles = {n: Cycle(n, n, released=f"202{i}-01-01") for i, n in enumerate(("1.0", "1.1", "2.0"))}
    names = ReleaseNames.of(Vocabulary(cycles=cycles, mentions=Mentions(community=("Gadget",))))
    assert list(find_releases(case["texts"], names)[0]) == case["releases"]


def test_a_community_without_releases():
    names = ReleaseNames.of(load_vocabulary("blank", NOWHERE))
    assert find_releases(["Version 1.0 of Grizzly"], names) == ((), ())


def test_cycles_in_any_order():
    cycles = [Cycle("2", "Two", released="2021-01-01"), Cycle("1", "One", released="2020-01-01")]
    assert cycle_open_on("2019-12-31", cycles) == "1"
    assert cycle_open_on("2020-01-02", {cycle.id: cycle for cycle in cycles}) == "2"


def test_only_the_first_cycle_has_a_beginning():
    """Work on a release goes on until the next is out: a gap between stated spans belongs to the later."""
    cycles = [
        Cycle("1", "One", opened="2020-01-01", released="2020-06-01"),
        Cycle("2", "Two", opened="2020-08-01", released="2021-01-01"),
    ]
    days = ("2019-12-31", "2020-01-01", "2020-05-01", "2020-06-01", "2020-07-01", "2020-09-01")
    assert [cycle_open_on(day, cycles) for day in days] == [None, "1", "1", "1", "2", "2"]


def test_without_a_release_no_cycle_is_open():
    assert cycle_open_on("2021-01-01", [Cycle("1", "One"), Cycle("2", "Two")]) is None


def test_the_hour_does_not_matter():
    cycles = [Cycle("1", "One", released="2020-01-19"), Cycle("2", "Two", released="2020-06-01")]
    assert cycle_open_on("2020-01-19T00:00Z", cycles) == "1"
    assert cycle_open_on("2020-01-20T00:00Z", cycles) == "2"


def test_an_unreleased_cycle_is_open_after_the_last_release():
    cycles = [Cycle("1", "One", released="2020-01-01"), Cycle("2", "Two"), Cycle("3", "Three")]
    assert cycle_open_on("2021-01-01", cycles) == "2"
