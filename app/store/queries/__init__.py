"""Queries outside batches: one file per noun."""
