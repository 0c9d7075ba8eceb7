"""Conversion: the raw body of an entry becomes MyST Markdown that Sphinx publishes unchanged and harmlessly."""
