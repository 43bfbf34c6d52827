"""Prices a basket: discounts, their best combination, and what pays."""
