"""The rules of loyalty, each deciding one thing about a member."""
