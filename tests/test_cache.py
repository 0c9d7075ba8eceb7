"""The cache: a hit is as good as the work, and damage is as good as an empty cache."""

from hypothesis import given
from hypothesis import strategies as st

from anthology.cache import Cache, code_digest, key


def test_what_was_put_is_there_in_the_next_run(tmp_path):
    path = tmp_path / "deep" / "made.sqlite"
    values = {key(str(n)): f"value {n}" for n in range(1200)}
    with Cache(path) as cache:
        cache.put(values)
    with Cache(path) as cache:
        assert cache.get([*values, key("absent")]) == values


def test_a_damaged_file_is_begun_anew(tmp_path):
    path = tmp_path / "made.sqlite"
    path.write_bytes(b"not a database, whatever its name says" * 100)
    with Cache(path) as cache:
        cache.put({"k": "v"})
        assert cache.get(["k"]) == {"k": "v"}


@given(st.lists(st.none() | st.text(), max_size=4), st.lists(st.none() | st.text(), max_size=4))
def test_keys_are_equal_only_for_equal_parts(one, other):
    assert (key(*one) == key(*other)) == (one == other)


def test_code_digest_depends_on_the_package():
    assert code_digest("conversion") != code_digest("cli")
