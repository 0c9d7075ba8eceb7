"""Recognising posts that were taken down; `anthology.removal` removes them and finds what still holds them.

A post that was taken down leaves a tombstone in `conf/decisions.toml`: its id, the editor's reason, and
prints, by which it is known again when it comes by another route.  Nothing of its title, author or text can
be read from them.
"""

from anthology.takedown.prints import name_print, prints_of
from anthology.takedown.tombstones import NONE, LeftOut, Tombstones, keep_out

__all__ = ["NONE", "LeftOut", "Tombstones", "keep_out", "name_print", "prints_of"]
