"""`python -m app.cli` is `goldlist`."""

from app.cli import main

main()
