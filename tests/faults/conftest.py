"""The command and the databases of tests/service, on which faults are tried here."""

from tests.service.conftest import installation, template_database

__all__ = ["installation", "template_database"]
