"""From the orders of shop systems to purchases and returns."""
