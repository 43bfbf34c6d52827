"""The names under which shared limits are counted: stock, partner codes, uses and budgets."""


def stock(reward_id: str) -> str:
    """The name under which the pieces of a reward are counted."""
    return f"stock:{reward_id}"


def codes(reward_id: str) -> str:
    """The name under which the codes of a partner are counted that were handed out for a reward."""
    return f"codes:{reward_id}"


def uses(campaign_id: str) -> str:
    """The name under which the uses of a campaign are counted."""
    return f"uses:{campaign_id}"


def budget(kind: str, id_: str) -> str:
    """The name under which the money is counted that a reward or a campaign (`kind`) gives away."""
    return f"budget:{kind}:{id_}"
