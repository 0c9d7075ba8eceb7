"""Tests of what the anthology knows about posts."""
