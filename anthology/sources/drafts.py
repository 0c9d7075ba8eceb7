"""What a blog never showed among its posts, and an editor may want all the same."""

from __future__ import annotations

from anthology.model import Loss, Source

_STATUSES = frozenset(("publish", "draft", "pending", "private", "future"))
"""Others are of what was thrown away, was never begun, or belongs to another post."""
_FURNITURE = frozenset(
    (
        "attachment",
        "comment",
        "custom_css",
        "customize_changeset",
        "nav_menu_item",
        "oembed_cache",
        "revision",
        "settings",
        "template",
        "user_request",
    )
)
"""What exports hold that nobody wrote for readers; so are types that begin with `wp_`."""


def unpublished(status: str) -> Loss:
    """Return what names a draft, or another post that was not published, to its editor."""
    why = "the blog did not show it; reject it unless its author agrees"
    return Loss(status, "the whole post", why)


def is_wanted(source: Source, kind: str, status: str) -> bool:
    """Tell whether a source takes what is of a type and a status, in WordPress's words."""
    return kind in source.types and status in source.statuses


def left_out_as(kind: str, status: str) -> str:
    """Return what an editor calls that which a source does not want: `draft`, `private page`.

    Returns:
        Nothing where it is no post or page, but a part of how the blog was made.
    """
    if kind in _FURNITURE or kind.startswith("wp_") or status not in _STATUSES:
        return ""
    if (kind, status) == ("post", "draft"):
        return "draft"
    return kind if status == "publish" else f"{status} {kind}"
