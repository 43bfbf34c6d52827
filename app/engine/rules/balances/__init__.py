"""Points and money: earned, moved, paid with and refunded."""
