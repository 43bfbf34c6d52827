"""What reviews found about members, and what follows from it."""
