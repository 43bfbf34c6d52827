"""Work that runs without a caller."""
