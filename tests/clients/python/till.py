"""A till on the client that openapi-python-client makes of the document, nothing in it changed by hand.

openapi-python-client generate --path openapi/openapi.json
PYTHONPATH=goldlist-client GOLDLIST_URL=http://127.0.0.1:8000 GOLDLIST_KEY=gl_… python till.py
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar, cast

import httpx
from goldlist_client import AuthenticatedClient
from goldlist_client.api.members import enrol_member
from goldlist_client.api.purchases import record_purchase, record_purchases
from goldlist_client.api.returns import take_return, void_return
from goldlist_client.api.status_and_ledger import get_status
from goldlist_client.models import (
    AfterAnswer,
    BatchRequest,
    BatchReturnRequest,
    LinePartRequest,
    LineRequest,
    MemberRequest,
    ProblemAnswer,
    ProblemAnswerRetry,
    ProblemResultAnswer,
    PurchaseRequest,
    ReturnRequest,
    StatusAnswer,
)
from goldlist_client.types import Response

Answer = TypeVar("Answer")

CARD = "card:6331001234567890"


class Refused(Exception):
    """To be shown to a person, and not sent again."""

    def __init__(self, problem: ProblemAnswer) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def settled(send: Callable[[], Response[ProblemAnswer | Answer]], tries: int = 5) -> Answer:
    """Send it until it is settled: whatever became of the first try, it counts once."""
    for _ in range(tries):
        try:
            response = send()
        except httpx.TransportError:
            time.sleep(1)
            continue
        answer = response.parsed
        if answer is None and response.status_code not in (204, 304):
            raise ConnectionError(f"something in between answered {response.status_code}")
        if not isinstance(answer, ProblemAnswer):
            # None where there is no more to say: after a DELETE, or when nothing has changed.
            return cast(Answer, answer)
        if answer.retry == ProblemAnswerRetry.NO:
            raise Refused(answer)
        time.sleep(0 if answer.retry == ProblemAnswerRetry.SAME else int(response.headers["Retry-After"]))
    raise ConnectionError("keep it, and send it again when the line is back")


def sale(name: str, *lines: LineRequest) -> PurchaseRequest:
    """What was paid, under the till's own name for it."""
    occurred_at = datetime(2026, 3, 1, 10, 15, tzinfo=UTC)
    return PurchaseRequest(occurred_at, "GBP", list(lines), external_id=name, member=CARD)


def bring_back(name: str, purchase: str, quantity: int) -> ReturnRequest:
    """So many units of the first line."""
    occurred_at = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)
    return ReturnRequest(
        f"ext:{purchase}", occurred_at, external_id=name, lines=[LinePartRequest(1, quantity=quantity)]
    )


def lattes(quantity: int) -> LineRequest:
    """Lattes at 3.50."""
    return LineRequest(quantity, unit_price=350, sku="latte-12", category="coffee/latte")


def beans(quantity: int) -> LineRequest:
    """Bags of beans at 12.50."""
    return LineRequest(quantity, unit_price=1250, sku="ethiopia-250", category="beans")


def pounds(amount: int) -> str:
    """Minor units as people read them."""
    return f"£{amount / 100:.2f}"


def stands(after: AfterAnswer | None) -> str:
    """Where the customer stands now."""
    return f"{after.points} points, {pounds(after.credit)} back" if after else "a guest"


def main(client: AuthenticatedClient) -> None:
    """One customer's two days, as the till prints them."""
    ada = MemberRequest(external_id="crm-5531", card_number="6331001234567890", name="Ada Byron")
    member = settled(lambda: enrol_member.sync_detailed(client=client, body=ada))
    print(f"{member.name} has card {member.card_number}")

    basket = sale("till7-000123", beans(4), lattes(10))
    bought = settled(lambda: record_purchase.sync_detailed(client=client, body=basket))
    print(f"{bought.external_id}: {pounds(bought.net)} paid; {stands(bought.after)}")
    for entry in bought.entries:
        print(f"  {entry.amount:+} {entry.unit}: {entry.why}")
    for voucher in bought.vouchers_issued:
        print(f"  {voucher.name}, valid until {voucher.expires_on}")

    again = settled(lambda: record_purchase.sync_detailed(client=client, body=basket))
    print(f"{again.external_id} sent again: {'the same answer' if again == bought else 'something else'}")

    bag = bring_back("till7-R-000017", "till7-000123", 1)
    returned = settled(lambda: take_return.sync_detailed(client=client, body=bag))
    print(f"{returned.external_id}: {pounds(returned.returned_net)} given back; {stands(returned.after)}")

    status = settled(lambda: get_status.sync_detailed(CARD, client=client))
    assert isinstance(status, StatusAnswer)
    if status.tier and status.next_tier:
        print(f"{status.tier.name}, {pounds(status.next_tier.needs)} to {status.next_tier.name}")
    for card in status.punch_cards:
        print(f"{card.name}: {card.punches} of {card.of}, {card.completed} full")
    for rebate in status.rebates:
        if rebate.next_band:
            more = f"{pounds(rebate.next_band.needs)} more by {rebate.period.to}"
            print(f"{rebate.name}: {more}, and {pounds(rebate.next_band.due_then)} comes back")

    unchanged = settled(lambda: get_status.sync_detailed(CARD, client=client, if_none_match="*"))
    print(f"asked again: {'nothing has changed' if unchanged is None else 'something has changed'}")

    offline = BatchRequest(
        [
            sale("till7-000124", lattes(2)),
            BatchReturnRequest(bring_back("till7-R-000018", "till7-000124", 1)),
            BatchReturnRequest(bring_back("till7-R-000019", "till7-000999", 1)),
        ]
    )
    for result in settled(lambda: record_purchases.sync_detailed(client=client, body=offline)).results:
        if isinstance(result, ProblemResultAnswer):
            print(f"offline: {result.status}, {result.problem.detail}")
        else:
            print(f"offline: {result.status}")

    mistake = settled(lambda: void_return.sync_detailed("ext:till7-R-000018", client=client))
    print(f"{mistake.external_id}: {mistake.status}")

    try:
        settled(lambda: record_purchase.sync_detailed(client=client, body=sale("till7-000125", lattes(0))))
    except Refused as refused:
        (fault,) = refused.problem.errors
        print(f"{refused.problem.status} {refused.problem.type_}, repeat: {refused.problem.retry}")
        print(f"  {fault.pointer} {fault.detail}")


if __name__ == "__main__":
    with AuthenticatedClient(os.environ["GOLDLIST_URL"], os.environ["GOLDLIST_KEY"], timeout=httpx.Timeout(5)) as till:
        main(till)
