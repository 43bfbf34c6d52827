"""Drafts of programmes, rehearsed and linted."""
