"""What the anthology knows about posts: who, when, in which cycle, what about, and what ties them.

Plain functions over plain values: entries and their converted bodies go in, posts come out, each label with
the evidence for it.
"""
