"""The benchmark's own parts are tried on the databases that the service's tests have."""

from tests.service.conftest import installation

__all__ = ["installation"]
