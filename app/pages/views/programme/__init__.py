"""The programme: as it is, as a draft, as JSON and rehearsed."""
