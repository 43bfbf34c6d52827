"""Runs past sales through an unpublished programme, one member at a time, with `decide` itself."""
