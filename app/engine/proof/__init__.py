"""Makes states again from the tables, to prove the stored ones."""
