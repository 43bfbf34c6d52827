"""Takes requests from the wire and answers them."""
