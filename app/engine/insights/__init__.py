"""Insights into customers: computed from purchases and returns, never stored with the member."""
