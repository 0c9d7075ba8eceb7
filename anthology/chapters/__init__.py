"""Chapters, the pages that people write: how they begin, and what their MyST holds."""

FOLDER = "chapters"
"""Where chapters are, below the source folder."""
