"""Operations for other systems: events and webhooks."""
