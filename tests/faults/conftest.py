"""The servers and databases of tests/service, whose faults are tried here."""

from tests.service.conftest import busy_house, house, houses, installation, template_database

__all__ = ["busy_house", "house", "houses", "installation", "template_database"]
