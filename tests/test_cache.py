"""The cache: a hit is as good as the work, and damage is as good as an empty cache."""

import contextlib

from anthology.cache import Cache, code_digest

STAGE = "a stage"


def values(start, end):
    return {n.to_bytes(4, "big"): b"value %d" % n for n in range(start, end)}


def test_what_was_put_is_there_in_the_next_run(tmp_path):
    path = tmp_path / "deep" / "made.sqlite"
    with Cache(path) as cache:
        cache.put(STAGE, values(0, 1200).items())
    with Cache(path) as cache:
        assert cache.get(STAGE, [*values(0, 1200), b"absent"]) == values(0, 1200)
        assert cache.get("another stage", values(0, 10)) == {}


def test_a_damaged_file_is_begun_anew(tmp_path):
    path = tmp_path / "made.sqlite"
    path.write_bytes(b"not a database, whatever its name says" * 100)
    with Cache(path) as cache:
        cache.put(STAGE, [(b"k", b"v")])
        assert cache.get(STAGE, [b"k"]) == {b"k": b"v"}


def test_what_is_out_of_use_is_let_go_once_it_is_the_larger_part(tmp_path):
    path = tmp_path / "made.sqlite"
    with Cache(path) as cache:
        cache.put(STAGE, values(0, 1000).items())
        cache.put("not run again", values(0, 1000).items())
    with Cache(path) as cache:
        cache.get(STAGE, values(0, 600))
    with Cache(path) as cache:
        assert len(cache.get(STAGE, values(0, 1000))) == 1000
    with Cache(path) as cache:
        cache.get(STAGE, values(0, 100))
    with Cache(path) as cache:
        assert cache.get(STAGE, values(0, 1000)) == values(0, 100)
        assert len(cache.get("not run again", values(0, 1000))) == 1000


def test_a_run_that_is_killed_leaves_what_was_put_before(tmp_path):
    path = tmp_path / "made.sqlite"
    cache = Cache(path)
    cache.put(STAGE, values(0, 10).items())
    with contextlib.suppress(RuntimeError):
        cache.put(STAGE, _broken(values(10, 20)))
    with Cache(path) as again:
        assert again.get(STAGE, values(0, 20)) == values(0, 10)


def _broken(some):
    yield from list(some.items())[:5]
    raise RuntimeError


def test_code_digest_depends_on_the_package():
    assert code_digest("conversion") != code_digest("cli")
    assert code_digest(".") != code_digest(".", without=("cli",))
