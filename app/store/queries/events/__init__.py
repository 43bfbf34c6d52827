"""Events and the webhooks that send them."""
