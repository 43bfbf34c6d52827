"""Connectors to shop systems, and their deliveries."""
