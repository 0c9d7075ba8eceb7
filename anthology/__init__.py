"""anthology: turns the posts a community wrote over years into a book that lasts."""

from importlib.metadata import version

__version__ = version("anthology")
