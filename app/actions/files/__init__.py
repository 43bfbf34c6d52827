"""Reads CSV files of purchases and of voucher codes."""
