"""Rows of tables that are not records of the engine: each field is a column, in the same order."""
