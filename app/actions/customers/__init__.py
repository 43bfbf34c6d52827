"""Knowing the customers: reviews, the results of reviews, and segments."""
