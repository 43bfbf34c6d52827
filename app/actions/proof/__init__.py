"""Verifies stored states against the ledger."""
