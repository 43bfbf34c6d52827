"""Faults of rewards."""

from collections.abc import Iterator

from app.engine.program.checks import campaigns
from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument
from app.engine.program.reward_kinds import KINDS, OF_SOME_KINDS


def partner_code_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of rewards with the codes of a partner."""
    """A pool of codes can be empty, so only refusable requests may use one: purchases cannot."""
    pools = {reward.id for reward in document.rewards if reward.codes == "imported"}
    for index, reward in enumerate(document.rewards):
        if reward.id in pools and KINDS[reward.kind].immediate:
            detail = f"a reward of kind {reward.kind} is granted immediately, without a code"
            yield Fault(f"/rewards/{index}/codes", "not-possible", detail)
    brought = {"punch_cards": [card.reward for card in document.punch_cards]}
    brought["coupons"] = [coupon.reward for coupon in document.coupons]
    for place, rewards in brought.items():
        for index, reward_id in enumerate(rewards):
            if reward_id in pools:
                detail = "a purchase cannot issue vouchers that need a partner's code"
                yield Fault(f"/{place}/{index}/reward", "not-possible", detail)


def reward_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the rewards, each by its kind."""
    for index, reward in enumerate(document.rewards):
        kind = KINDS[reward.kind]
        for name in OF_SOME_KINDS:
            given = getattr(reward, name) is not None
            if name in kind.needs and not given:
                yield Fault(f"/rewards/{index}/{name}", "required", f"a reward of kind {reward.kind} needs `{name}`")
            if given and name not in kind.needs + kind.allows:
                yield Fault(
                    f"/rewards/{index}/{name}", "not-possible", f"a reward of kind {reward.kind} cannot have `{name}`"
                )
        if reward.kind == "buy_get":
            yield from (Fault(*one) for one in campaigns.of_buy_get(reward, f"/rewards/{index}"))
