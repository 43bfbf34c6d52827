"""Sealed secrets open with their key, for their row, and otherwise not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.access.sealing import NotSealedHere, Sealing


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_only_in_its_place(plain: bytes) -> None:
    sealing = Sealing(b"k" * 32)
    sealed = sealing.seal(plain, "prg_1", "whk_1")
    assert sealing.unseal(sealed, "prg_1", "whk_1") == plain
    assert sealed != sealing.seal(plain, "prg_1", "whk_1")
    for other, program_id, row_id in (
        (Sealing(b"o" * 32), "prg_1", "whk_1"),
        (Sealing(b""), "prg_1", "whk_1"),
        (sealing, "prg_2", "whk_1"),
        (sealing, "prg_1", "whk_2"),
    ):
        with pytest.raises(NotSealedHere):
            other.unseal(sealed, program_id, row_id)
    assert (sealing.is_ready, Sealing(b"").is_ready) == (True, False)
