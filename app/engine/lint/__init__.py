"""Finds parts of a programme that give away more than they bring, by reading its document and by trying it."""
