"""Reads the forms of shop systems: one file a source. Pure, and without rules or tables."""
