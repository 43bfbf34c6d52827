"""Checks of a programme document: for each part, its faults, as pointer, code and words."""
