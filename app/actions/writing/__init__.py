"""Writes members: the queue, its batches, and the limits they keep."""
