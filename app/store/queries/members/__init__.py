"""Members: found, moved, rebuilt and erased, with their entries."""
