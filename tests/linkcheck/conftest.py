"""The same web on loopback as for feeds."""

from tests.fetching.conftest import anthology, book, client, names, web  # noqa: F401 - fixtures
