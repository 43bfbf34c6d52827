"""Decides about loyalty, purely: no I/O, no clock, no ids of its own."""
