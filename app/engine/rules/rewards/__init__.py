"""Rewards: what earns a voucher or money back, and the life of vouchers."""
