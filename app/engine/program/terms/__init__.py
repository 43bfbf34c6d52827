"""The terms of a programme, compiled from its documents, as rules read them."""
