"""Moves balances and knows nothing of loyalty: entries, lots, and their fold."""
