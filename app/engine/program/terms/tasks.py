"""The terms of tasks, compiled: which alerts become tasks, whose, and by when."""

from typing import Final, NamedTuple

# The kinds of alerts, by the event that a rule names.
DEVIATION: Final = "deviation"
LAPSE: Final = "lapse"
KINDS: Final = {"member.deviated": DEVIATION, "member.lapsed": LAPSE}

ACCOUNT_MANAGER: Final = "account_manager"
MANAGER: Final = "manager"
NAMED: Final = "staff:"
TASK_OWNER: Final = r"^(account_manager|manager|staff:ext:[^\u0000- \u007f][^\u0000-\u001f\u007f]{0,63})$"


class TaskRule(NamedTuple):
    """Makes a task of each alert of a kind; `levels` empty: for members of every tier.

    `owner` is `account_manager`, `manager` (of the account manager), or `staff:` and a reference.
    """

    id: str
    kind: str
    levels: frozenset[str]
    owner: str
    due_days: int
    max_open: int


class TaskTerms(NamedTuple):
    """The rules of tasks, the reasons for closing one, and the days after which a late task goes to the manager."""

    escalate_days: int
    reasons: tuple[str, ...]
    rules: tuple[TaskRule, ...]

    def rule(self, rule_id: str) -> TaskRule | None:
        """The rule with this id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


BY_DEFAULT: Final = TaskTerms(
    escalate_days=3,
    reasons=("price", "quality", "service", "competitor", "moved", "no-need", "seasonal", "other"),
    rules=(
        TaskRule("deviation", DEVIATION, frozenset(), ACCOUNT_MANAGER, due_days=14, max_open=20),
        TaskRule("lapsed", LAPSE, frozenset(), ACCOUNT_MANAGER, due_days=14, max_open=20),
    ),
)
