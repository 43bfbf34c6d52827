"""The results of reviews of customers, as lists and figures."""
