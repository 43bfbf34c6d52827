"""The programme: its document, the faults a document can have, and the terms it compiles to."""
