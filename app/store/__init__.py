"""Speaks SQL: tables, loading, appending, and the only commit."""
