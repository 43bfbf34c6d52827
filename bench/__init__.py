"""Measures Goldlist against rivals. Nothing of it is part of the service: see bench/README.md."""
