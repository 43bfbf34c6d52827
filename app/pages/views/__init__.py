"""The pages: each module turns answers of operations into what its template shows."""
