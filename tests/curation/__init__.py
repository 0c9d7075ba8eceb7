"""Tests of editors' decisions."""
