"""The events of reviews and tasks: what was found about customers, and what people are to do about it; and of jobs.

An event has the figures of a finding, and no text.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.engine.events.happened import Happened
from app.engine.program.terms.tasks import DEVIATION, LAPSE

_OF_ALERTS: Final = {DEVIATION: "member.deviated", LAPSE: "member.lapsed"}
_TEXTS: Final = ("why", "name")


def grade_changed(member_id: str, review_id: str, grades: tuple[str | None, str | None], **figures: Any) -> Happened:
    """The event of another grade than in the review before."""
    before, after = grades
    facts = {"from": before, "to": after, **figures}
    return Happened("grade.changed", member_id, "review", review_id, facts=facts)


def alerted(kind: str, member_id: str, review_id: str, alert_id: str, row: Mapping[str, Any]) -> Happened:
    """The event of a customer who spends less, or has lapsed; `row` is that of the list."""
    facts = {name: value for name, value in row.items() if name not in _TEXTS}
    return Happened(_OF_ALERTS[kind], member_id, "review", review_id, alert_id, facts=facts)


def won_back(member_id: str, review_id: str, alert_id: str) -> Happened:
    """The event of a lapsed customer who has bought again."""
    return Happened("member.won_back", member_id, "review", review_id, alert_id, facts={"alert": alert_id})


def job_finished(kind: str, job_id: str, status: str, **counts: int) -> Happened:
    """The event of a job that has ended, with what it counted.

    It is a `voucher_batch`, a `contact_list`, a `rehearsal` or a `backfill`.
    """
    return Happened("job.finished", None, kind, job_id, facts={"job": {"kind": kind, "status": status, **counts}})


def of_task(type_: str, task: Any) -> Happened:
    """The event of a task (its row): `task.opened` or `task.closed`. Nothing that a person wrote is in it."""
    facts = {
        "id": task.task_id,
        "rule": task.rule,
        "owner": task.owner_id,
        "due_on": task.due_on,
        "status": task.status,
        "outcome": task.outcome,
    }
    return Happened(type_, task.member_id, "task", task.task_id, task.task_id, facts={"task": facts})
