"""Plays the stories of tests/scenarios: a programme, what happened, and what the customer has then.

tests/scenarios/README.md tells how a scenario is written.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.engine.model.book import Decision
from app.engine.model.commands.command import Command
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.commands.sales import BasketLine, LinePart, ReturnedGoods, VoidPurchase, VoidReturn
from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from app.engine.model.quantities import read_measured
from app.engine.model.receipts import RequestKey
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.vouchers import Voucher
from tests.engine.shop import Shop, at, line

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.json"))
PROGRAM = "prg_1"
# What may be told of a step besides what is done.
TOLD = {"on", "happened", "name", "customer", "then", "entries", "refused", "told", "calls", "repeats"}
BASKET = {"discount", "store", "channel", "vouchers", "points", "credit", "quote", "hold", "already_paid"}
# Each thing that is done, with what else its step may say.
DOINGS: dict[str, set[str]] = {
    "buys": BASKET,
    "brings_back": {"lines", "goods"},
    "brings_back_without_receipt": {"discount", "store"},
    "voids": set(),
    "undoes_return": set(),
    "claims": set(),
    "activates": set(),
    "quotes": BASKET - {"quote", "hold", "already_paid"},
    "holds": {"seconds"},
    "releases": set(),
    "redeems": set(),
    "transfers": {"to"},
    "grants_voucher": {"until"},
    "revokes_voucher": set(),
    "grants_level": {"until"},
    "revokes_level": set(),
    "adjusts": {"unit"},
    "enrols": {"birthday"},
    "merges": set(),
    "publishes": set(),
    "waits": set(),
}


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
        assert any(step.get("then") or "refused" in step or "told" in step for step in steps)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_says_nothing_that_is_not_read(path: Path) -> None:
    scenario = json.loads(path.read_text(encoding="utf-8"))
    for story in scenario.get("stories", [scenario]):
        for number, step in enumerate(story["history"], 1):
            assert step.keys() <= TOLD | {doing(step)} | DOINGS[doing(step)], f"step {number}"


def doing(step: dict[str, Any]) -> str:
    """What is done in a step, `waits` if nothing is."""
    # A purchase may say which quote or hold it books; these are no doings of their own then.
    [word] = [word for word in DOINGS if word in step] or ["waits"]
    return word


class Story:
    """One history under one programme."""

    def __init__(self, programme: dict[str, Any], history: list[dict[str, Any]]):
        self.history = history
        self.shop = Shop({"currency": "USD", **programme}, now=history[0]["on"])
        self.named: dict[str, str] = {}
        self.commands: dict[str, Command] = {}

    def play(self) -> None:
        for number, step in enumerate(self.history, 1):
            where = f"step {number}, {step['on']}"
            self.shop.wait_until(max(self.shop.now, at(step["on"])))
            word = doing(step)
            if word == "publishes":
                self.shop.publish(**step["publishes"])
            elif word != "waits":
                self._do(word, step, where)
            if "then" in step:
                assert self.standing(step["then"], step) == step["then"], where

    def standing(self, asked: dict[str, Any], step: dict[str, Any] | None = None) -> dict[str, Any]:
        """Of what a customer has, that which is asked for."""
        customer = (step or {}).get("customer") or asked.get("customer", "Ann")
        self.shop.sweep()
        status = self.shop.status(customer)
        known: dict[str, Any] = {
            "customer": asked.get("customer"),
            "points": status["points"]["balance"],
            "held": status["points"]["held"],
            "debt": status["points"]["debt"],
            "credit": status["credit"]["balance"],
            "punches": {card["id"]: card["punches"] for card in status["punch_cards"]},
            "vouchers": self._vouchers(customer, asked.get("vouchers", {})),
            "rebates": {
                rebate["id"]: {name: rebate[name] for name in ("spend", "due")} for rebate in status["rebates"]
            },
        }
        if status["tier"]:
            known |= {"tier": status["tier"]["id"], "qualifying": status["qualifying"]["amount"]}
            known["missing"] = status["next_tier"] and status["next_tier"]["needs"]
        return {name: known[name] for name in asked}

    def _vouchers(self, customer: str, asked: dict[str, Any]) -> dict[str, Any]:
        """By reward how many are usable, or how many are in each state; of a named voucher its state."""
        owner = self.shop.member(customer).member_id
        found: dict[str, Any] = {}
        for name, wanted in asked.items():
            if name in self.named:
                found[name] = self._voucher(self.named[name]).status
                continue
            states = [one.status for one in self._vouchers_of(owner, name)]
            counted = {state: states.count(state) for state in sorted(set(states))}
            found[name] = counted.get("usable", 0) if isinstance(wanted, int) else counted
        return found

    def _do(self, word: str, step: dict[str, Any], where: str) -> None:
        command = self._command(word, step)
        if "refused" in step:
            refusal = self.shop.refused(command)
            told = {"problem": refusal.problem, "pointer": refusal.pointer, "code": refusal.code}
            assert {name: told[name] for name in step["refused"]} == step["refused"], where
            return
        decision = self.shop.accepted(command)
        if "name" in step and isinstance(decision.subject, Quote | Hold | Voucher):
            self.named[step["name"]] = _name_of(decision.subject)
        for name, reward in step.get("calls", {}).items():
            self.named[name] = self._newest(step, reward).code
        if "entries" in step:
            assert _entries(decision) == step["entries"], where
        if "told" in step:
            answer = json.loads(decision.subject.answer) if isinstance(decision.subject, Quote) else {}
            assert self._told(answer, step["told"]) == step["told"], where

    def _told(self, answer: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        """Of a quote's answer, that which is asked for."""
        earned = [one["amount"] for one in answer["would_earn"] if one["unit"] == "points"]
        known = {
            "total": answer["total"],
            "to_pay": answer["to_pay"],
            "points": sum(earned),
            "vouchers": sorted(one["reward"] for one in answer["vouchers_applied"]),
            "discounts": {one["name"]: one["amount"] for one in answer["discounts"]},
            "rejected": {self._rejected(one): one["code"] for one in answer["rejected"]},
        }
        return {name: known[name] for name in asked}

    def _rejected(self, one: dict[str, Any]) -> str:
        """The reward of a voucher that was not used, or the campaign."""
        return self._voucher(one["voucher"]).reward if one["voucher"] else str(one["campaign"])

    def _command(self, word: str, step: dict[str, Any]) -> Command:
        if "repeats" in step:
            return self.commands[step["repeats"]]
        command = self._new_command(word, step)
        if "name" in step:
            self.commands[step["name"]] = command
        return command

    def _new_command(self, word: str, step: dict[str, Any]) -> Command:
        shop, value, customer = self.shop, step.get(word), step.get("customer", "Ann")
        named = {name: step[name] for name in ("name",) if name in step}
        match word:
            case "buys" | "quotes":
                basket = self._basket(step)
                if word == "quotes":
                    return shop.question(_lines(step[word]), customer=customer, **basket)
                happened = step.get("happened", step["on"])
                return shop.purchase(_lines(step[word]), customer=customer, occurred_at=happened, **named, **basket)
            case "brings_back":
                return shop.linked_return(value, _parts(step), occurred_at=step.get("happened", step["on"]), **named)
            case "brings_back_without_receipt":
                basket = {name: step[name] for name in ("discount", "store") if name in step}
                happened = step.get("happened", step["on"])
                return shop.unlinked_return(_lines(value), customer=customer, occurred_at=happened, **named, **basket)
            case "voids":
                return VoidPurchase(PROGRAM, f"ret_{value}", f"ext:{value}")
            case "undoes_return":
                return VoidReturn(PROGRAM, f"ext:{value}")
            case "holds":
                wanted = {**value, "vouchers": self._codes(value.get("vouchers", []), customer)}
                if "quote" in wanted:
                    wanted["quote"] = self.named[wanted["quote"]]
                return shop.holding(customer=customer, ttl_seconds=step.get("seconds", 900), **named, **wanted)
            case "releases":
                return shop.releasing(self.named[value])
            case "redeems":
                return shop.redemption(value, customer, **named)
            case "transfers":
                return shop.handing_on(value, customer, step["to"], **named)
            case "grants_voucher":
                return shop.gift(value, customer, valid_until=step.get("until"), **named)
            case "revokes_voucher":
                [code] = self._codes([value], customer)
                return shop.revocation(code)
            case _:
                return self._of_account(word, step, customer)

    def _of_account(self, word: str, step: dict[str, Any], customer: str) -> Command:
        shop, value = self.shop, step[word]
        match word:
            case "claims":
                return shop.claiming(value, customer)
            case "activates":
                return shop.activation(value)
            case "grants_level":
                given_id = shop.draw_id("giv")
                return GrantTier(PROGRAM, given_id, f"ext:{customer}", value, step.get("until"), "gift", "Sorry")
            case "revokes_level":
                return RevokeTierGrant(PROGRAM, shop.draw_id("giv"), f"ext:{value}")
            case "adjusts":
                request_key = RequestKey("adjustment", step.get("name", shop.draw_id("adj")), repr(step))
                unit = step.get("unit", "points")
                return AdjustBalance(PROGRAM, shop.draw_id("adj"), request_key, f"ext:{customer}", unit, value, "Sorry")
            case "merges":
                return shop.merging(value, into=customer)
            case _:
                return shop.enrolment(value, birth_date=step.get("birthday"))

    def _basket(self, step: dict[str, Any]) -> dict[str, Any]:
        basket = {name: step[name] for name in ("discount", "store", "channel", "already_paid") if name in step}
        spent = {"points": "points_to_spend", "credit": "credit_to_spend"}
        basket |= {field: step[name] for name, field in spent.items() if name in step}
        basket |= {name: self.named[step[name]] for name in ("quote", "hold") if name in step}
        if "vouchers" in step:
            basket["vouchers"] = self._codes(step["vouchers"], step.get("customer", "Ann"))
        return basket

    def _codes(self, told: list[str], customer: str) -> tuple[str, ...]:
        """The codes of vouchers by their names in the story, or of usable ones by reward, oldest first."""
        usable = self.shop.vouchers(customer=customer) if told else []
        codes: list[str] = []
        for name in told:
            if name in self.named:
                codes.append(self.named[name])
                continue
            codes.append(next(one.code for one in usable if one.reward == name and one.code not in codes))
        return tuple(codes)

    def _voucher(self, code: str) -> Voucher:
        return next(one for one in self.shop.book.vouchers.values() if one.code == code)

    def _newest(self, step: dict[str, Any], reward: str) -> Voucher:
        owner = self.shop.member(step.get("customer", "Ann")).member_id
        return max(self._vouchers_of(owner, reward), key=lambda one: one.voucher_id)

    def _vouchers_of(self, owner: str, reward: str) -> list[Voucher]:
        return [one for one in self.shop.book.vouchers.values() if one.member_id == owner and one.reward == reward]


def _name_of(subject: Quote | Hold | Voucher) -> str:
    """By what later steps of a till find it: its id, or a voucher's code."""
    match subject:
        case Quote():
            return subject.quote_id
        case Hold():
            return subject.hold_id
        case _:
            return subject.code


def _lines(told: list[dict[str, Any]]) -> list[BasketLine]:
    return [line(one["price"], **_sold(one)) for one in told]


def _sold(one: dict[str, Any]) -> dict[str, Any]:
    """The values of a line besides its price, or of a part of it; a quantity in quotes is one by weight."""
    values = {name: value for name, value in one.items() if name != "price"}
    if isinstance(values.get("quantity"), str):
        values |= {"quantity": read_measured(values["quantity"]), "measured": True}
    return values


def _parts(step: dict[str, Any]) -> list[LinePart | ReturnedGoods] | None:
    if "lines" in step:
        return [LinePart(**_sold(part)) for part in step["lines"]]
    if "goods" in step:
        return [ReturnedGoods(one.get("sku"), one["price"], one["quantity"]) for one in step["goods"]]
    return None


def _entries(decision: Decision) -> list[list[Any]]:
    return [[entry.unit, entry.type, entry.amount] for entry in decision.entries]
