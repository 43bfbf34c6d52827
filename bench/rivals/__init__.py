"""What Goldlist is measured against. Frozen: a rival is not changed to make a comparison come out one way."""
