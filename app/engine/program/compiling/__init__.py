"""How each part of a programme document becomes the terms that rules read."""
