"""Everything in SQL: tables, queries, appending, and the only commit."""
