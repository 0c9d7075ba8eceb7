"""Pack the objects of a PDF: `python -m anthology.typesetting.packing PDF` prints its number of pages.

The tags of an accessible PDF are tens of thousands of small objects; packed, they take off more than half of
its size.  That is done in a process of its own, after the compiler's has given back its memory.
"""

from __future__ import annotations

import sys
from pathlib import Path


def pack(path: Path) -> int:
    """Rewrite a PDF in place, packed; return its number of pages."""
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        # Typst writes the default value, at which some readers stumble.
        if "/MarkInfo" in pdf.Root and "/Suspects" in pdf.Root.MarkInfo:
            del pdf.Root.MarkInfo.Suspects
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return len(pdf.pages)


if __name__ == "__main__":
    print(pack(Path(sys.argv[1])))
