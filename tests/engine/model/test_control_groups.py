"""Who is in a control group: the same for ever, by whole numbers."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model import control_groups
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio, ratio

MEMBERS = {letter: f"mem_01{letter * 24}" for letter in "abc"}


def test_the_hash_is_that_of_programme_name_and_member() -> None:
    twentieth = [is_in_control_group("prg_01demo", "h2026", one, ratio("0.05")) for one in MEMBERS.values()]
    half = [is_in_control_group("prg_01demo", "h2026", one, ratio("0.50")) for one in MEMBERS.values()]
    assert twentieth == [False, False, False]
    assert half == [True, True, False]


@pytest.mark.parametrize(
    ("first_bytes", "share", "is_in"),
    [
        (2**63 - 1, Ratio(1, 2), True),
        (2**63, Ratio(1, 2), False),
        (2**64 - 1, Ratio(1, 1), True),
        (2**64 - 1, Ratio(999999, 1000000), False),
        (0, Ratio(1, 1000000), True),
        (0, Ratio(0, 1), False),
        # A third of 2^64 is 6148914691236517205 and a third.
        (6148914691236517205, Ratio(1, 3), True),
        (6148914691236517206, Ratio(1, 3), False),
    ],
)
def test_the_share_is_reached_exactly(
    first_bytes: int, share: Ratio, is_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Digest:
        def __init__(self, _: bytes) -> None: ...

        def digest(self) -> bytes:
            return first_bytes.to_bytes(8, "big") + b"\xff" * 24

    monkeypatch.setattr(control_groups.hashlib, "sha256", Digest)
    assert is_in_control_group("prg_1", "h", "mem_1", share) is is_in


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.integers(0, 500))
def test_it_agrees_with_a_second_reckoning(program: str, name: str, member: str, permille: int) -> None:
    digest = hashlib.sha256("/".join([program, name, member]).encode("utf-8")).hexdigest()
    share = Ratio(permille, 1000)
    assert is_in_control_group(program, name, member, share) == (int(digest[:16], 16) * 1000 < permille * 16**16)


def test_a_larger_share_holds_everybody_of_a_smaller_one() -> None:
    members = [f"mem_{number}" for number in range(2000)]
    drawn: list[set[Any]] = [
        {one for one in members if is_in_control_group("prg_1", "h", one, Ratio(percent, 100))}
        for percent in (5, 10, 50)
    ]
    assert drawn[0] < drawn[1] < drawn[2]
    assert [60 < len(drawn[0]) < 140, 150 < len(drawn[1]) < 250, 900 < len(drawn[2]) < 1100] == [True] * 3
