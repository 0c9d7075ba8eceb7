"""Names in XML, also in files that are not careful with their namespaces."""

from __future__ import annotations


def local_name(name: str) -> str:
    """Return the local part of an element's or attribute's name, in small letters.

    Args:
        name: As lxml gives it: `{namespace}local`, or `prefix:local` where the file does not declare the
            prefix, of which `lxml.etree.QName` will hear nothing.
    """
    return name.rpartition("}")[2].rpartition(":")[2].lower()
