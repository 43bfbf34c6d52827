"""Loads and saves the data of a batch of commands."""
