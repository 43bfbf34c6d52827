"""What there is only so much of for all members together: places at an event, money to give away.

What was taken is counted by name, in rows that a batch of commands locks before it decides, so that the last one goes
to one member alone.
"""

from app.engine.change import Change
from app.engine.commands import Command, RedeemReward
from app.engine.rules import Program


def stock(reward_id: str) -> str:
    """The name under which the pieces of a reward are counted."""
    return f"stock:{reward_id}"


def wanted(program: Program, command: Command) -> set[str]:
    """The names of what a command may take of, or give back."""
    if isinstance(command, RedeemReward):
        reward = program.rules.rewards.get(command.reward)
        return {stock(reward.id)} if reward and reward.stock is not None else set()
    return set()


def take(change: Change, name: str, amount: int, limit: int) -> bool:
    """Take so much of what there is `limit` of in all; False, and nothing is taken, where less is left."""
    supply = (change.program.id, name)
    taken = change.book.supplies.get(supply, 0) + change.supplies.get(supply, 0)
    if taken + amount > limit:
        return False
    change.supplies[supply] = change.supplies.get(supply, 0) + amount
    return True
