"""Loads and saves what a batch of commands needs."""
