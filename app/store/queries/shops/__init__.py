"""Queries about connectors, their deliveries and orders."""
