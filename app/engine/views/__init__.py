"""Shows where members stand: what is read, never stored."""
