"""Reviews of customers, and their results: lists, figures, the golden list and control groups."""
