"""Plays the stories of tests/scenarios: a programme, what happened, and what the customer has then.

tests/scenarios/README.md tells how a scenario is written.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.engine.model.book import Decision
from app.engine.model.commands import BasketLine, Command, LinePart, VoidPurchase, VoidReturn
from tests.engine.shop import Shop, at, line

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.json"))
DOINGS = ("buys", "brings_back", "brings_back_without_receipt", "voids", "undoes_return", "publishes", "waits")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_ends_as_it_is_told(path: Path) -> None:
    scenario = json.loads(path.read_text(encoding="utf-8"))
    for number, story in enumerate(scenario.get("stories", [scenario])):
        played = Story(scenario["programme"], story["history"])
        played.play()
        if "then" in story:
            assert played.standing(story["then"]) == story["then"], f"{scenario['title']}, story {number + 1}"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_has_a_title_and_claims_something(path: Path) -> None:
    scenario = json.loads(path.read_text(encoding="utf-8"))
    assert scenario["title"]
    for story in scenario.get("stories", [scenario]):
        steps = [story, *story["history"]]
        assert any(step.get("then") or "refused" in step for step in steps)


class Story:
    """One history under one programme."""

    def __init__(self, programme: dict[str, Any], history: list[dict[str, Any]]):
        self.history = history
        self.shop = Shop({"currency": "USD", **programme}, now=history[0]["on"])

    def play(self) -> None:
        for number, step in enumerate(self.history, 1):
            where = f"step {number}, {step['on']}"
            self.shop.wait_until(max(self.shop.now, at(step["on"])))
            (doing,) = [word for word in DOINGS if word in step] or ["waits"]
            if doing == "publishes":
                self.shop.publish(**step["publishes"])
            elif doing != "waits":
                self._do(doing, step, where)
            if "then" in step:
                assert self.standing(step["then"], step) == step["then"], where

    def standing(self, asked: dict[str, Any], step: dict[str, Any] | None = None) -> dict[str, Any]:
        """Of what a customer has, that which is asked for."""
        status = self.shop.status((step or {}).get("customer", asked.get("customer", "Ann")))
        known: dict[str, Any] = {
            "customer": asked.get("customer"),
            "points": status["points"]["balance"],
            "debt": status["points"]["debt"],
            "credit": status["credit"]["balance"],
            "punches": {card["id"]: card["punches"] for card in status["punch_cards"]},
            "vouchers": self._vouchers(asked.get("vouchers", {}), status["vouchers"]),
            "rebates": {
                rebate["id"]: {name: rebate[name] for name in ("spend", "due")} for rebate in status["rebates"]
            },
        }
        if status["tier"]:
            known |= {"tier": status["tier"]["id"], "qualifying": status["qualifying"]["amount"]}
            known["missing"] = status["next_tier"] and status["next_tier"]["needs"]
        return {name: known[name] for name in asked}

    def _vouchers(self, asked: dict[str, int], held: list[dict[str, Any]]) -> dict[str, int]:
        return {reward: sum(one["reward"] == reward for one in held) for reward in asked}

    def _do(self, doing: str, step: dict[str, Any], where: str) -> None:
        command = self._command(doing, step)
        if "refused" in step:
            refusal = self.shop.refused(command)
            told = {"problem": refusal.problem, "pointer": refusal.pointer}
            assert {name: told[name] for name in step["refused"]} == step["refused"], where
            return
        decision = self.shop.accepted(command)
        if "entries" in step:
            assert _told(decision) == step["entries"], where

    def _command(self, doing: str, step: dict[str, Any]) -> Command:
        details = {"occurred_at": step.get("happened", step["on"]), **{n: step[n] for n in ("name",) if n in step}}
        basket = {name: step[name] for name in ("discount", "store", "channel") if name in step}
        if doing == "buys":
            customer = step.get("customer", "Ann")
            return self.shop.purchase(_lines(step["buys"]), customer=customer, **details, **basket)
        if doing == "brings_back_without_receipt":
            customer = step.get("customer", "Ann")
            return self.shop.unlinked_return(_lines(step[doing]), customer=customer, **details, **basket)
        if doing == "brings_back":
            parts = [LinePart(**part) for part in step["lines"]] if "lines" in step else None
            return self.shop.linked_return(step["brings_back"], parts, **details)
        if doing == "voids":
            return VoidPurchase("prg_1", f"ret_{step['voids']}", f"ext:{step['voids']}")
        return VoidReturn("prg_1", f"ext:{step['undoes_return']}")


def _lines(told: list[dict[str, Any]]) -> list[BasketLine]:
    return [line(one["price"], **{name: value for name, value in one.items() if name != "price"}) for one in told]


def _told(decision: Decision) -> list[list[Any]]:
    return [[entry.unit, entry.type, entry.amount] for entry in decision.entries]
