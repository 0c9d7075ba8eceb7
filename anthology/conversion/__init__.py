"""Conversion: the raw body of an entry becomes MyST that Sphinx publishes unchanged and harmlessly."""

from __future__ import annotations

from anthology.model import Body, Entry

__all__ = ["convert", "html_to_myst"]


def html_to_myst(html: str, base_url: str | None = None) -> str:
    """Return the body of a page in HTML as MyST: no front matter, no page title, headings from level 2.

    Args:
        html: Any HTML, however malformed or hostile.
        base_url: What relative links and pictures start from; without it they lose their target.
    """
    from anthology.conversion.html import convert_html

    return convert_html(html, base_url).myst


def convert(entry: Entry) -> Body:
    """Return the body of an entry made ready for the book, whatever its format.

    Same entry, same body: nothing here reads a file, asks the network or keeps state.
    """
    base_url = entry.base_url or entry.url
    if entry.body_format == "text":
        from anthology.conversion.text import convert_text

        return convert_text(entry.body, title=entry.title)
    if entry.body_format == "markdown":
        from anthology.conversion.markdown import convert_markdown

        return convert_markdown(entry.body, base_url, entry.assets)
    from anthology.conversion.html import convert_html

    return convert_html(entry.body, base_url, entry.assets)
