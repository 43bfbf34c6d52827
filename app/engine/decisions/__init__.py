"""Decides what callers want: one file a use case."""
