"""The parts of a programme document, as callers write them, and how each compiles to the terms that rules read."""
