"""Goldlist: an exact, explainable loyalty-points service."""

__version__ = "1.0.0"
