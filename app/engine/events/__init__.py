"""Events: decisions as other systems learn of them."""
