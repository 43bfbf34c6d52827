"""Merge fields for e-mail platforms."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError, to_json

from app.actions.access.keys import may
from app.actions.customers.contacts.merge_fields import Shape
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor
from app.api.contract.csv_answers import ALSO_CSV, csv_answer
from app.api.contract.operation import Request, RequestContext, require_scope
from app.api.contract.paging import PageQuery
from app.api.contract.problems import accepted, existing, invalid
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems
from app.engine.model.instants import instant_text
from app.engine.rules.contacts import Group
from app.engine.views.merge_fields import tags

router = APIRouter(route_class=OperationRoute, tags=["Contacts"])

JSON_LINES: Final = "application/x-ndjson"


def _known_locale(text: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(text, sep="-")
    except (ValueError, UnknownLocaleError):
        raise PydanticCustomError("unknown-locale", "should be a locale, as en-GB") from None
    return text


LocaleName = Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9-]+$"), AfterValidator(_known_locale)]
Names = Literal["plain", "mailchimp", "brevo"]
Fields = Annotated[
    str | None, Field(max_length=2000, description="Only these fields, separated by commas, by their plain names.")
]


class MemberFieldsQuery(Request):
    """How the fields are written."""

    locale: Annotated[LocaleName, Field(description="The locale of amounts and days, such as `de-AT`.")] = "en-GB"
    names: Annotated[
        Names, Field(description="The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.")
    ] = "plain"
    fields: Fields = None


class MergeFieldsQuery(PageQuery):
    """Which members, and how their fields are written."""

    purpose: Annotated[
        str, Field(max_length=64, description="Only members who may be written to by e-mail for this purpose now.")
    ] = "marketing"
    all_: Annotated[
        Literal["true", "false"], Field(alias="all", description="`true`: whatever they allow, and whatever the caps.")
    ] = "false"
    group: Annotated[Group | None, Field(description="Only members of this group.")] = None
    changed_since: Annotated[QueryInstant | None, Field(description="Only members changed since this instant.")] = None
    format: Annotated[Literal["json", "csv"], Field(description="`csv`: the whole list, as a file.")] = "json"
    locale: Annotated[LocaleName, Field(description="The locale of amounts and days, such as `de-AT`.")] = "en-GB"
    names: Annotated[
        Names, Field(description="The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.")
    ] = "plain"
    fields: Fields = None


class MergeFieldsAnswer(BaseModel):
    """A page of members; a page may have fewer members than asked for, and others follow."""

    data: Annotated[list[dict[str, Any]], Field(description="The fields of each member.")]
    next_cursor: NextCursor


class MemberFieldsAnswer(BaseModel):
    """The fields of one member."""

    fields: Annotated[dict[str, Any], Field(description="The fields, by name.")]


@router.get("/v1/members/{member}/merge-fields", responses=problems("not-found"))
async def get_merge_fields(
    member: MemberPath,
    query: Annotated[MemberFieldsQuery, Query()],
    context: Annotated[RequestContext, needs("status:read")],
) -> MemberFieldsAnswer:
    """Read the merge fields of one member, for platforms that ask while they send. Also requires `members:read`."""
    require_scope("members:read", context.caller)
    shape = _shape(context, query.locale)
    found = existing(await context.goldlist.merge_fields.one(context.program_id, member, shape), "member")
    return MemberFieldsAnswer(fields=_named(found.fields, query.names, query.fields))


@router.get(
    "/v1/merge-fields", response_model=MergeFieldsAnswer, responses=ALSO_CSV | problems("validation", "invalid-cursor")
)
async def list_merge_fields(
    query: Annotated[MergeFieldsQuery, Query()], context: Annotated[RequestContext, needs("status:read")]
) -> MergeFieldsAnswer | StreamingResponse:
    """List what an e-mail platform merges into its texts: one flat object a member, page by page or as one file.

    Only members with an address who may be written to for the purpose, caps included; also requires `members:read`.
    Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`). The codes of vouchers require
    `vouchers:read`.
    """
    require_scope("members:read", context.caller)
    since = None if query.changed_since is None else instant_text(query.changed_since)
    shape = _shape(context, query.locale)._replace(
        purpose=None if query.all_ == "true" else query.purpose, group=query.group, changed_since=since
    )
    list_name = "merge-fields" if since is None else "merge-changes"
    if query.format == "csv":
        for name in ("limit", "cursor"):
            if name in query.model_fields_set:
                raise invalid(f"/{name}", "one-of", "the CSV has the whole list")
        page = accepted(await context.goldlist.merge_fields.page(context.program_id, shape, 1, ()))
        return await csv_answer(_csv(context, query, shape))
    after = paging.position(list_name, context, query, parts=1 if since is None else 2) or ()
    page = accepted(await context.goldlist.merge_fields.page(context.program_id, shape, query.limit, after))
    rows, last = page
    next_cursor = paging.cursor(list_name, context, *last, query=query) if last else None
    data = [_named(one.fields, query.names, query.fields) for one in rows]
    return MergeFieldsAnswer(data=data, next_cursor=next_cursor)


def _shape(context: RequestContext, locale: str) -> Shape:
    return Shape(
        purpose=None,
        group=None,
        changed_since=None,
        locale=locale,
        codes=may(context.caller.scopes, "vouchers:read"),
        public_url=context.goldlist.public_url or "",
    )


def _named(fields: dict[str, Any], style: str, wanted: str | None) -> dict[str, Any]:
    names = tags(fields, style)
    chosen = list(fields) if wanted is None else wanted.split(",")
    for name in chosen:
        if name not in fields:
            raise invalid("/fields", "unknown-field", "there is no such field")
    return {names[name]: fields[name] for name in chosen}


async def _csv(context: RequestContext, query: MergeFieldsQuery, shape: Shape) -> AsyncIterator[bytes]:
    header: list[str] | None = None
    async for rows in context.goldlist.merge_fields.every(context.program_id, shape):
        text = io.StringIO()
        write = csv.writer(text, lineterminator="\r\n").writerow
        for one in rows:
            fields = _named(one.fields, query.names, query.fields)
            if header is None:
                header = list(fields)
                write(header)
            write([_cell(fields[name]) for name in header])
        yield text.getvalue().encode()


def _cell(value: Any) -> str | int:
    if isinstance(value, bool):
        return to_json(value).decode()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        # A spreadsheet would execute it.
        return "'" + value
    return "" if value is None else value
