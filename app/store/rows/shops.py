"""Rows of shop systems: connectors, deliveries, backfills and orders."""

from typing import NamedTuple


class ConnectorRow(NamedTuple):
    """The link to a shop system: `settings` is JSON, `signing` and `api` are sealed secrets of the shop's.

    `published`: the position of the last event that was written to the shop.
    """

    connector_id: str
    program_id: str
    name: str
    kind: str
    settings: str
    signing: str
    api: str | None
    status: str
    created_at: str
    published: int = 0


class DeliveryRow(NamedTuple):
    """A message of a shop system, and its result.

    `payload` is JSON with the fields that its reader reads, `first_payload` that before a repair. `next_at`: when it is
    processed next, None for never. `result` is JSON with the `purchases`, `returns` and `shortfalls`.
    `backfill_id`: the backfill that found it.
    """

    delivery_id: str
    program_id: str
    connector_id: str
    topic: str
    source_id: str
    order_id: str | None
    received_at: str
    times: int
    status: str
    code: str | None
    detail: str | None
    pointer: str | None
    attempts: int
    next_at: str | None
    payload: str
    first_payload: str | None
    repaired_by: str | None
    repaired_at: str | None
    result: str
    backfill_id: str | None = None


class BackfillRow(NamedTuple):
    """A question to a shop system for the orders that changed from `start_at` to `end_at`.

    `slot`: for what time of the schedule, None for one that was asked for. `begin_at` and `cursor`: the start of the
    present question, and the place of the next page. `found_to`: the last change that was found. `pages`, `orders`
    and `fresh` count pages, orders and new deliveries. `next_at`: when it goes on, None once it has ended. `results` is
    JSON with the number of its deliveries by status when it ended.
    """

    backfill_id: str
    program_id: str
    connector_id: str
    slot: str | None
    start_at: str
    end_at: str
    status: str
    code: str | None
    detail: str | None
    begin_at: str
    cursor: str | None
    found_to: str | None
    pages: int
    orders: int
    fresh: int
    attempts: int
    next_at: str | None
    created_at: str
    ended_at: str | None
    results: str


class ShopOrderRow(NamedTuple):
    """An order of a shop system as far as known: `known` is JSON; `customer` is the shop's id of the customer."""

    connector_id: str
    order_id: str
    program_id: str
    member_id: str | None
    customer: str | None
    known: str
    changed_at: str
