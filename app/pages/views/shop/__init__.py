"""The shop: its sales, what it owes, and its health."""
