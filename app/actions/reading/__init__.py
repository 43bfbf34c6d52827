"""Reads that change nothing, single and batched, and reports over all members."""
