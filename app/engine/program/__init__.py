"""The programme: its document, what can be wrong with it, and the terms it compiles to."""
