"""Tasks: what the staff are to do, by a day."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from app.actions.customers.tasks.tasks import Closing, TaskRequest
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownDay, ShownId, ShownInstant
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted, refused
from app.api.contract.routing import REPEATED, OperationRoute, example, needs, problems, repeated
from app.engine.model.book import Refusal
from app.engine.model.instants import shown_instant
from app.engine.program.fields import Day, HumanText, LongText, MemberReference, Name, StaffOrNone, StaffReference
from app.engine.program.parts.part import RuleId
from app.store.queries.customers.tasks import Filters, KnownTask

router = APIRouter(route_class=OperationRoute, tags=["Tasks"])

TaskPath = Annotated[str, Path(alias="task")]
Status = Literal["waiting", "open", "done", "dropped"]
Outcome = Literal["contacted", "offer_made", "solved", "unreachable", "no_action", "mistaken"]
Result = Literal["pending", "recovered", "not_recovered", "won_back", "gone"]
Reason = Annotated[RuleId | None, Field(description="The reason, one of the programme's `tasks.reasons`; or null.")]
Note = Annotated[LongText | None, Field(description="What was said, in your own words; deleted with the member.")]


class NewTaskRequest(Request):
    """A manual task."""

    external_id: Annotated[Name, Field(description="Your own name for the task.")]
    due_on: Annotated[Day, Field(description="The day by which it is to be done.")]
    text: Annotated[HumanText, Field(description="What is to be done.")]
    member: Annotated[MemberReference | None, Field(description="The member that it is about; null for none.")] = None
    owner: Annotated[StaffReference | None, Field(description="The person to do it; null: the managers' queue.")] = None


class DoneRequest(Request):
    """The outcome of a task."""

    outcome: Annotated[Outcome, Field(description="What came of it.")]
    reason: Reason = None
    note: Note = None


class DropRequest(Request):
    """A task that nobody is to do."""

    reason: Reason = None
    note: Note = None


class HandRequest(Request):
    """A person to do a task."""

    staff: Annotated[StaffReference | None, Field(description="The person; null: the managers' queue.")]


class LaterRequest(Request):
    """A new due day."""

    due_on: Annotated[Day, Field(description="The day by which it is to be done, not in the past.")]


class AboutAnswer(BaseModel):
    """The alert that a task is about."""

    kind: Annotated[
        Literal["deviation", "lapse"],
        Field(description="`deviation`: the customer spends less than before; `lapse`: the customer has lapsed."),
    ]
    id: Annotated[str, Field(description="The id of the alert. Treat it as opaque text.")]
    as_of: Annotated[ShownDay, Field(description="The day of the review that found it.")]


class TaskAnswer(BaseModel):
    """A task."""

    id: ShownId
    external_id: Annotated[str | None, Field(description="Your own name for it; null for a task of a rule.")]
    rule: Annotated[str | None, Field(description="The rule that made it; null for a manual task.")]
    about: Annotated[AboutAnswer | None, Field(description="The alert that it is about; null for a manual task.")]
    member: Annotated[str | None, Field(description="The member that it is about, or null.")]
    owner: Annotated[str | None, Field(description="The person to do it; null: the managers' queue.")]
    due_on: Annotated[ShownDay, Field(description="The day by which it is to be done.")]
    status: Annotated[
        Status,
        Field(description="`waiting`: its owner has no room for it yet; `open`; `done`; `dropped`: nobody does it."),
    ]
    amount: Annotated[
        int | None, Field(description="The shortfall, or the amount at stake, in minor units; null for a manual task.")
    ]
    facts: Annotated[
        dict[str, Any], Field(description="The row of the list that it comes from; empty for a manual task.")
    ]
    text: Annotated[str, Field(description="What is to be done, or the reason of the alert.")]
    escalated_on: Annotated[ShownDay | None, Field(description="The day when it went to the manager, or null.")]
    outcome: Annotated[Outcome | None, Field(description="What came of it; null unless it is done.")]
    reason: Annotated[str | None, Field(description="The reason, one of the programme's `tasks.reasons`; or null.")]
    note: Annotated[str | None, Field(description="What was said, or null.")]
    result: Annotated[
        Result | None,
        Field(
            description="How the customer went on, measured by later reviews whatever became of the task; `pending` "
            "until then, null for a manual task."
        ),
    ]
    created_at: Annotated[ShownInstant, Field(description="The time of creation, by the programme's clock.")]
    closed_at: Annotated[ShownInstant | None, Field(description="The time of closing, or null.")]


class TasksAnswer(BaseModel):
    """A page of tasks, the earliest due day first."""

    data: Page[TaskAnswer]
    next_cursor: NextCursor


class TasksQuery(PageQuery):
    """Filters of tasks."""

    owner: Annotated[StaffOrNone | None, Field(description="The person to do it; `none`: the managers' queue.")] = None
    status: Annotated[Status | None, Field(description="The status.")] = None
    due_by: Annotated[Day | None, Field(description="Only tasks due by this day.")] = None
    member: Annotated[MemberReference | None, Field(description="The member that it is about.")] = None
    rule: Annotated[RuleId | None, Field(description="The rule that made it.")] = None


class LapseReasonsQuery(Request):
    """The days of a report."""

    model_config = Request.model_config | {"validate_by_name": True}

    from_: Annotated[Day | None, Field(alias="from", description="The first day of closing.")] = None
    to: Annotated[Day | None, Field(description="The last day of closing.")] = None


class ReasonCountAnswer(BaseModel):
    """A reason, and how often it was given."""

    reason: Annotated[str | None, Field(description="The reason; null for tasks closed without one.")]
    tasks: Annotated[int, Field(description="The number of tasks.")]


class LapseReasonsAnswer(BaseModel):
    """The reasons of lapsed customers, the most frequent first."""

    tasks: Annotated[int, Field(description="The number of tasks about lapsed customers that were done.")]
    reasons: Annotated[list[ReasonCountAnswer], Field(max_length=1000, description="The tasks by reason.")]


@router.post(
    "/v1/tasks",
    status_code=201,
    responses=REPEATED | problems("not-found", "external-id-conflict"),
    openapi_extra=example(
        {
            "external_id": "call-ada",
            "member": "ext:crm-5531",
            "owner": "ext:sam",
            "due_on": "2026-03-09",
            "text": "Call about the espresso machine",
        }
    ),
)
async def make_task(
    request: NewTaskRequest, response: Response, context: Annotated[RequestContext, needs("tasks:write")]
) -> TaskAnswer:
    """Make a manual task."""
    wish = TaskRequest(fingerprint=fingerprint("task", request), **request.model_dump())
    made = accepted(await context.goldlist.tasks.make(context.caller, wish))
    known, was_there = made
    if was_there:
        repeated(response)
    return _shown(known)


@router.get("/v1/tasks", responses=problems("not-found", "invalid-cursor"))
async def list_tasks(
    query: Annotated[TasksQuery, Query()], context: Annotated[RequestContext, needs("tasks:read")]
) -> TasksAnswer:
    """List tasks, the earliest due day first."""
    filters = Filters(owner=query.owner, status=query.status, due_by=query.due_by, rule=query.rule)
    key = paging.position("tasks", context, query, parts=2)
    after = (key[0], key[1]) if key else None
    found = accepted(await context.goldlist.tasks.page(context.caller, query.limit + 1, after, filters, query.member))
    rows, next_cursor = paging.page("tasks", context, query, found, lambda last: (last.task.due_on, last.task.task_id))
    return TasksAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/tasks/{task}", responses=problems("not-found"))
async def get_task(task: TaskPath, context: Annotated[RequestContext, needs("tasks:read")]) -> TaskAnswer:
    """Read a task."""
    return _answer(await context.goldlist.tasks.one(context.caller, task))


@router.post(
    "/v1/tasks/{task}/done",
    responses=problems("not-found", "already-decided"),
    openapi_extra=example({"outcome": "contacted", "reason": "moved", "note": "Works from home now"}),
)
async def finish_task(
    task: TaskPath, request: DoneRequest, context: Annotated[RequestContext, needs("tasks:write")]
) -> TaskAnswer:
    """Close a task with its outcome. Repeating the request changes nothing; another outcome is refused."""
    closing = Closing("done", **request.model_dump())
    return _answer(await context.goldlist.tasks.close(context.caller, task, closing))


@router.post(
    "/v1/tasks/{task}/drop",
    responses=problems("not-found", "already-decided"),
    openapi_extra=example({"note": "A duplicate"}),
)
async def drop_task(
    task: TaskPath, request: DropRequest, context: Annotated[RequestContext, needs("tasks:write")]
) -> TaskAnswer:
    """Close a task that nobody is to do. Repeating the request changes nothing."""
    closing = Closing("dropped", **request.model_dump())
    return _answer(await context.goldlist.tasks.close(context.caller, task, closing))


@router.post(
    "/v1/tasks/{task}/hand",
    responses=problems("not-found", "already-decided"),
    openapi_extra=example({"staff": "ext:sam"}),
)
async def hand_task(
    task: TaskPath, request: HandRequest, context: Annotated[RequestContext, needs("tasks:write")]
) -> TaskAnswer:
    """Give a task to another person. Repeating the request changes nothing."""
    return _answer(await context.goldlist.tasks.hand(context.caller, task, request.staff))


@router.post(
    "/v1/tasks/{task}/later",
    responses=problems("not-found", "already-decided"),
    openapi_extra=example({"due_on": "2026-03-16"}),
)
async def postpone_task(
    task: TaskPath, request: LaterRequest, context: Annotated[RequestContext, needs("tasks:write")]
) -> TaskAnswer:
    """Give a task another due day. Repeating the request changes nothing."""
    return _answer(await context.goldlist.tasks.postpone(context.caller, task, request.due_on))


@router.get("/v1/insights/lapsed/reasons")
async def list_lapse_reasons(
    query: Annotated[LapseReasonsQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> LapseReasonsAnswer:
    """Count the reasons of lapsed customers, as given when their tasks were done."""
    counts, known = await context.goldlist.tasks.lapse_reasons(context.program_id, query.from_, query.to)
    order = {reason: place for place, reason in enumerate(known)}
    by_count = sorted(counts.items(), key=lambda one: (-one[1], order.get(one[0] or "", len(order)), one[0] or "~"))
    return LapseReasonsAnswer(
        tasks=sum(counts.values()), reasons=[ReasonCountAnswer(reason=name, tasks=count) for name, count in by_count]
    )


def _answer(found: KnownTask | Refusal) -> TaskAnswer:
    if isinstance(found, Refusal):
        raise refused(found)
    return _shown(found)


def _shown(found: KnownTask) -> TaskAnswer:
    task, alert = found
    about = {"kind": alert.kind, "id": alert.alert_id, "as_of": alert.as_of} if alert else None
    return TaskAnswer.model_validate(
        {
            "id": task.task_id,
            "external_id": task.external_id,
            "rule": task.rule,
            "about": about,
            "member": task.member_id,
            "owner": task.owner_id,
            "due_on": task.due_on,
            "status": task.status,
            "amount": task.amount,
            "facts": json.loads(alert.facts) if alert else {},
            "text": task.text,
            "escalated_on": task.escalated_on,
            "outcome": task.outcome,
            "reason": task.reason,
            "note": task.note,
            "result": alert and alert.result,
            "created_at": shown_instant(task.created_at),
            "closed_at": task.closed_at and shown_instant(task.closed_at),
        }
    )
