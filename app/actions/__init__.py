"""Orders the steps of each use case."""
