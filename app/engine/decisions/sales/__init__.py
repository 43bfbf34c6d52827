"""Sales: recorded, taken back, exchanged, undone, claimed and activated."""
