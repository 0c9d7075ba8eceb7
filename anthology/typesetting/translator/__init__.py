"""From a resolved doctree to Typst markup; each module knows one family of nodes."""

from __future__ import annotations

from anthology.typesetting.translator.blocks import BlockTranslator
from anthology.typesetting.translator.inline import InlineTranslator
from anthology.typesetting.translator.lists import ListTranslator
from anthology.typesetting.translator.media import MediaTranslator
from anthology.typesetting.translator.notes import NoteTranslator
from anthology.typesetting.translator.tables import TableTranslator

__all__ = ["TypstTranslator"]


class TypstTranslator(
    BlockTranslator, InlineTranslator, ListTranslator, MediaTranslator, NoteTranslator, TableTranslator
):
    """Fills a `TypstPage` from a doctree."""
