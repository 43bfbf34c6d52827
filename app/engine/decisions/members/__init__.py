"""Members: enrolled, changed, linked, merged and erased."""
