"""Goldlist: an exact, explainable loyalty-points service."""
