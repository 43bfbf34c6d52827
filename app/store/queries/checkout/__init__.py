"""What a checkout uses: quotes, holds, vouchers, gift cards, and limits shared by all."""
