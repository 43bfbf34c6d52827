"""Instants in the one form in which they are kept."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.instants import instant, instant_text, shown_instant

instants = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(instants, instants)
def test_texts_sort_as_the_instants_did(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)
    assert instant(instant_text(one)) == one


def test_a_fraction_of_zero_is_not_shown() -> None:
    assert shown_instant("2026-03-01T10:15:00.000000Z") == "2026-03-01T10:15:00Z"
    assert shown_instant("2026-03-01T10:15:00.120000Z") == "2026-03-01T10:15:00.120000Z"
