"""Connectors to shop systems: their orders become purchases and returns."""
