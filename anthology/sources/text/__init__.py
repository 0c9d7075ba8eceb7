"""What the readers of text dumps share: lines, dates, bylines, a page's frame, evidence for titles."""
