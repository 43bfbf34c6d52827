"""The command and the databases of tests/service, on which faults are tried here."""

from tests.service.conftest import installation

__all__ = ["installation"]
