"""Decides about loyalty, purely: no I/O, no clock, no identifiers of its own making."""
