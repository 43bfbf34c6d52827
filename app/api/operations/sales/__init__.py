"""Purchases and returns: recording, reading, claiming and activating them."""
