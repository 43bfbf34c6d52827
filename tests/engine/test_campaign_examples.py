"""What docs/reference/campaigns.md shows can be published, and gives what it says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.engine.program.conditions import FACTS
from app.engine.program.parts.campaigns import CampaignPart
from tests.engine.shop import Shop, line, units

TEXT = (Path(__file__).parents[2] / "docs/reference/campaigns.md").read_text("utf-8")
EXAMPLES: list[dict[str, Any]] = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]
EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["campaigns"][0]["id"] for example in EXAMPLES])
def test_every_example_can_be_published(example: dict[str, Any]) -> None:
    shop = Shop(points=EARN, **example)
    assert len(shop.program.rules.campaigns) == len(example["campaigns"])


def test_every_field_and_every_fact_is_told() -> None:
    fields = {field.alias or name for name, field in CampaignPart.model_fields.items()}
    # What is not available yet is told at the end; `max_amount` belongs to it.
    told = set(re.findall(r"`([a-z_.]+)`", TEXT)) | {"id", "name", "points_multiplier", "max_amount"}
    assert fields - told == set()
    assert FACTS.keys() - told == set()


def test_points_are_rounded_once_after_level_and_campaign() -> None:
    levels = [{"id": "base", "name": "Base", "from": 0, "points_multiplier": "1.25"}]
    happy = next(one for one in EXAMPLES[0]["campaigns"] if one["id"] == "happy-hour")
    tiers = {"window": {"kind": "lifetime"}, "levels": levels}
    shop = Shop(points=EARN, tiers=tiers, campaigns=[happy], now="2026-03-03T15:00:00+00:00")
    shop.buy(line(1250), store="london-1")
    assert shop.points() == 23


def test_bonus_points_stay_while_enough_is_kept() -> None:
    (example,) = (one for one in EXAMPLES if one["campaigns"][0]["id"] == "bonus")
    shop = Shop(points=EARN, **example)
    shop.buy(line(500, 5, category="coffee"), name="five")
    assert shop.points() == 525
    shop.bring_back("five", units(1, 1))
    assert shop.points() == 520
    shop.bring_back("five", units(1, 1))
    assert shop.points() == 15


@pytest.mark.parametrize(("store", "channel", "points"), [("leeds-1", "pos", 30), (None, "web", 18), ("l", "pos", 15)])
def test_the_best_for_the_customer_counts(store: str | None, channel: str, points: int) -> None:
    example = next(one for one in EXAMPLES if one["campaigns"][0]["id"] == "spring" and len(one["campaigns"]) > 1)
    shop = Shop(points=EARN, now="2026-04-04T12:00:00+00:00", **example)
    shop.buy(line(1000), store=store, channel=channel)
    assert shop.points() == points
