"""Events: their order, the feed, and webhooks."""
