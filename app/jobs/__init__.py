"""Background work, without a caller."""
