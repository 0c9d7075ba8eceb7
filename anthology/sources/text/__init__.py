"""What the readers of text dumps share: lines, dates, bylines, page chrome, and the evidence for a post's head."""
