"""Segments: their members decided, listed and tried."""
