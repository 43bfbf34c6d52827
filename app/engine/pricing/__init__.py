"""Prices a basket: discounts, their best combination, and payment."""
