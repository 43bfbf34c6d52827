"""Speaks HTTP to others: the only room that opens connections to addresses that somebody named."""
