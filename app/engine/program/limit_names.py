"""The names under which shared limits are counted: stock, partner codes, uses and budgets."""


def stock(reward_id: str) -> str:
    """The name under which a reward's stock is counted."""
    return f"stock:{reward_id}"


def codes(reward_id: str) -> str:
    """The name under which the assigned partner codes of a reward are counted."""
    return f"codes:{reward_id}"


def uses(campaign_id: str) -> str:
    """The name under which a campaign's uses are counted."""
    return f"uses:{campaign_id}"


def budget(kind: str, id_: str) -> str:
    """The name under which the discounts of a reward or a campaign (`kind`) are summed."""
    return f"budget:{kind}:{id_}"
