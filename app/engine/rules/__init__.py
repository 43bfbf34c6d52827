"""The rules of loyalty: each decides one thing about a member."""
