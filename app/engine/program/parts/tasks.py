"""Tasks that follow from reviews of customers."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.engine.program.parts.part import Part, RuleId
from app.engine.program.terms.tasks import ACCOUNT_MANAGER, BY_DEFAULT, KINDS, TASK_OWNER, TaskRule, TaskTerms
from app.engine.program.texts import composed


class TaskRulePart(Part):
    """Makes a task of each alert of a review."""

    id: Annotated[RuleId, Field(description="Your name for the rule.")]
    on: Annotated[
        Literal["member.deviated", "member.lapsed"],
        Field(
            description="The alert: a golden customer spends much less than before (`member.deviated`), or has lapsed "
            "(`member.lapsed`)."
        ),
    ]
    levels: Annotated[
        list[RuleId], Field(max_length=50, description="Only for members with one of these tiers; empty: for all.")
    ] = []
    owner: Annotated[
        str,
        StringConstraints(max_length=70, pattern=TASK_OWNER),
        Field(
            description="The owner of the task: the member's owner (`account_manager`), that person's `manager`, or "
            "someone named (`staff:ext:…`). Without one it is in the managers' queue."
        ),
    ] = ACCOUNT_MANAGER
    due_days: Annotated[int, Field(ge=1, le=365, description="The number of days until the due day.")] = 14
    max_open: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="The most open tasks of the rule for one owner; the others wait, the largest amount first.",
        ),
    ] = 20


class TasksPart(Part):
    """Tasks for the staff."""

    escalate_days: Annotated[
        int, Field(ge=1, le=365, description="The days after the due day when a task goes to its owner's manager.")
    ] = BY_DEFAULT.escalate_days
    reasons: Annotated[
        list[RuleId], Field(min_length=1, max_length=50, description="The reasons for closing a task, for the report.")
    ] = [*BY_DEFAULT.reasons]
    rules: Annotated[
        list[TaskRulePart],
        Field(
            max_length=50,
            description="The alerts that become tasks, once the programme has active staff. Left out: every customer "
            "who deviates (`deviation`) and every one who has lapsed (`lapsed`).",
        ),
    ] = [
        TaskRulePart(id="deviation", on="member.deviated"),
        TaskRulePart(id="lapsed", on="member.lapsed"),
    ]


def task_terms(part: TasksPart) -> TaskTerms:
    """The tasks that follow from reviews."""
    rules = (
        TaskRule(
            id=one.id,
            kind=KINDS[one.on],
            levels=frozenset(one.levels),
            owner=composed(one.owner),
            due_days=one.due_days,
            max_open=one.max_open,
        )
        for one in part.rules
    )
    return TaskTerms(part.escalate_days, tuple(part.reasons), tuple(rules))
