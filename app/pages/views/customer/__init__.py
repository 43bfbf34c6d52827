"""One customer: found, enrolled, looked at, helped, printed; and the page of their own."""
