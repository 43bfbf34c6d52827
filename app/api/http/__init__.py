"""Receives requests and sends answers."""
