"""Whoever changes something runs the tests that are near to it."""

import pytest

from tests.changed import ALWAYS, NEAR, ROOT, near


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ([], []),
        (["app/engine/rules/balances/points.py"], ["tests/engine", "tests/test_scenarios.py"]),
        (["app/ledger/lots.py", "tests/engine/rules/test_points.py"], ["tests/engine", "tests/test_scenarios.py"]),
        (["app/api/operations/administration/keys.py"], ["tests/api"]),
        (["app/cli/files.py"], ["tests/service/test_starting.py", "tests/service/test_story.py"]),
        (["tests/scenarios/two-coffees-bought-and-brought-back.json"], ["tests/test_scenarios.py"]),
        (["tests/actions/till.py"], ["tests/actions"]),
        (["tests/service/test_gone.py", "LICENSE"], []),
    ],
)  # fmt: skip
def test_what_is_near(changed: list[str], tests: list[str]) -> None:
    assert near(changed) == sorted([*tests, *ALWAYS])


def test_every_place_that_is_named_is_there() -> None:
    for start, tests in NEAR.items():
        assert any(
            str(path.relative_to(ROOT)).startswith(start.rstrip("/")) for path in (ROOT / start).parent.glob("*")
        ), start
        assert all((ROOT / test).exists() for test in tests), tests
