"""A change of one member as it is collected, and what it needs to know of lots and tiers."""
