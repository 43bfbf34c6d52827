"""Access: API keys and their callers, the members that a key knows, and the audit log."""
