"""A machine whose folders list their files in an order of their own: on the path of a process, for tests."""

import os
import random

_listdir, _scandir = os.listdir, os.scandir


class _Shuffled:
    """What `os.scandir` returns, in another order."""

    def __init__(self, found):
        with found:
            self._entries = list(found)
        random.shuffle(self._entries)
        self._left = iter(self._entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._left)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def close(self):
        pass


def listdir(*given):
    names = _listdir(*given)
    random.shuffle(names)
    return names


def scandir(*given):
    return _Shuffled(_scandir(*given))


os.listdir, os.scandir = listdir, scandir
