"""The programme as prose."""
