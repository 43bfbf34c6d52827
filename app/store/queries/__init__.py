"""Reads and writes outside batches: one file a noun."""
