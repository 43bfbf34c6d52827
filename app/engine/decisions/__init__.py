"""Decides commands: one file per use case."""
