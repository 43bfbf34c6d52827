"""A member's state: kept as text, read as it was."""

from typing import Any

import pytest
from hypothesis import given

from app.engine.state import MemberState
from tests.engine.anything import Event, after, histories, programmes


@given(programmes(), histories())
def test_a_state_is_read_as_it_was_written(document: dict[str, Any], history: list[Event]) -> None:
    for member in after(document, history).book.members.values():
        assert MemberState.load(member.state.dump()) == member.state


def test_a_copy_can_be_changed_alone() -> None:
    state = MemberState(balances={"points": {"/": 5}}, rebates={"r": {"2026-01-01": [100, 2]}}, completed={"card": 1})
    untouched = state.copy()
    changed = state.copy()
    changed.balances["points"]["/"] = 6
    changed.rebates["r"]["2026-01-01"][0] = 7
    changed.completed.clear()
    assert state == untouched


def test_a_state_of_another_version_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="another version"):
        MemberState.load('{"format": 0}')
