"""Readers: one module an input format, each turning files into `Entry` values with their exact origin.

A reader module has

* `FORMAT`, its name in `format = "…"`;
* `sniff(path, head) -> float`, how sure it is, from 0 to 1, that it reads this file, seeing its first bytes;
* `read(source, path, boundaries) -> Iterator[Entry]`.
"""
