"""The checkout: campaigns, quotes, holds, rewards and vouchers."""
