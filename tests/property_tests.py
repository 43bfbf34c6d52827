"""How long the property tests look: a moment by default, minutes with HYPOTHESIS_PROFILE=long or `-m long`."""

import os

import pytest
from hypothesis import HealthCheck, settings

# What these tests draw is large on purpose, and how long a machine takes says nothing about the rules.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}

settings.register_profile("modest", max_examples=60, **PATIENT)
# The same examples each time, so more of them say little more; others are drawn while somebody works, and at length.
settings.register_profile("steady", max_examples=25, derandomize=True, print_blob=True, **PATIENT)
settings.register_profile("long", max_examples=3000, **PATIENT)


def _asked_for_long(config: pytest.Config) -> bool:
    return config.option.markexpr == "long"


def pytest_configure(config: pytest.Config) -> None:
    usual = "steady" if os.environ.get("CI") else "modest"
    settings.load_profile("long" if _asked_for_long(config) else os.environ.get("HYPOTHESIS_PROFILE", usual))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `-m long` the property tests are the long tests."""
    if _asked_for_long(config):
        for item in items:
            if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
                item.add_marker("long")
