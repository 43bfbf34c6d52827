"""Members: enrolment, personal data, cards, balances and tiers."""
