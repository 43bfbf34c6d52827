"""Quotes and holds: asked for, sold and released."""
