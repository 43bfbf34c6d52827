"""Renders a member's current situation for readers; nothing here is stored."""
