"""The golden list: its figures, their sums, the lists of customers, and actions for whole lists."""
