"""Related posts: by what is shared, the same from build to build, at constant cost."""

from time import process_time

from anthology.knowledge.related import MOST, related_posts
from tests.knowledge.made import made_up, post


def test_what_few_posts_share_counts_more_than_what_many_have():
    posts = [post(f"p{n:02}", title=f"Notes {n}", topics=["doors"], projects=["shed"]) for n in range(60)]
    posts += [
        post("a", title="Sharpening a saw", topics=["doors"], projects=["saw"]),
        post("b", title="My saw collection", topics=["windows"], projects=["saw"]),
    ]
    found = related_posts(posts)
    assert found["a"][0] == "b"
    assert len(found["a"]) == 3  # filled up with posts of the same topic
    assert found["b"] == ("a",)


def test_a_link_relates_both_ways():
    posts = [post("a", title="One"), post("b", title="Two", links_to=["a"], topics=["doors"])]
    assert related_posts(posts) == {"a": ("b",), "b": ("a",)}


def test_what_the_page_names_anyway_makes_room_for_others():
    posts = [post(f"p{n}", title=f"Hinges {n}", projects=["hinge"]) for n in range(9)]
    before = related_posts(posts)["p4"]
    after = related_posts(posts, {"p4": set(before[:2])})["p4"]
    assert len(after) == MOST
    assert not set(before[:2]) & set(after)


def test_at_most_five_and_none_without_evidence():
    posts = [post(f"p{n}", title=f"Hinges {n}", projects=["hinge"]) for n in range(9)] + [
        post("x", title="Alone")
    ]
    found = related_posts(posts)
    assert "x" not in found
    assert {len(ids) for ids in found.values()} == {MOST}
    assert all(one not in ids and len(set(ids)) == MOST for one, ids in found.items())


def test_neighbours_of_a_series_do_not_crowd_out_the_rest():
    from anthology.model import SeriesPart

    part = SeriesPart("weekly", "Weekly")
    posts = [post(f"w{n}", title="Hinge weekly", topics=["news"], projects=["hinge"]) for n in range(8)]
    posts = [type(p)(**{name: getattr(p, name) for name in p.__slots__} | {"series": part}) for p in posts]
    posts += [post(f"p{n}", title=f"Hinge {n}", projects=["hinge"]) for n in range(3)]
    found = related_posts(posts)["w4"]
    assert sum(one.startswith("w") for one in found) == 2
    assert sum(one.startswith("p") for one in found) == 3


def test_a_new_post_elsewhere_changes_nothing():
    posts = [post(f"p{n:02}", title=f"{made_up(str(n % 4), 2)}", projects=[f"x{n % 5}"]) for n in range(40)]
    before = related_posts(posts)
    after = related_posts([*posts, post("z", title="Something else", projects=["other"])])
    assert after == before


def test_cost_per_post_does_not_grow():
    def cost(count):
        posts = [
            post(
                f"p{n}",
                title=made_up(str(n % 99), 5),
                topics=["all"],
                projects=[f"x{n % 9}"],
                by=[f"A{n % 50}"],
            )
            for n in range(count)
        ]
        start = process_time()
        related_posts(posts)
        return (process_time() - start) / count

    cost(50)
    assert cost(3000) < max(cost(300), cost(300)) * 2
