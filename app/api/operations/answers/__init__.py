"""Parts of answers that several operations share."""
