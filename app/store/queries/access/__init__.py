"""Keys, staff and their sign-in, and the audit log."""
