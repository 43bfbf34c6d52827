"""Moves balances without knowledge of loyalty: entries, lots, and their fold."""
