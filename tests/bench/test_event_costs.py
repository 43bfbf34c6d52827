"""Events cost a purchase at most a tenth of its rate, in processor time."""

import pytest

from bench import event_costs

ROUNDS = 6


@pytest.mark.long
def test_recording_with_events_keeps_nine_tenths_of_the_rate() -> None:
    kept = {one.name: one.ratio for one in event_costs.measure(ROUNDS) if one.ratio is not None}
    assert len(kept) == 2, "one for each database"
    assert min(kept.values()) >= event_costs.GOAL, kept
