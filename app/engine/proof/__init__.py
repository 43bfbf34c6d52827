"""Rebuilds states from the tables, to verify the stored ones."""
