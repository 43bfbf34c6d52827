"""The parts of a programme document, as callers write them."""
