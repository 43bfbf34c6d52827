"""The TypeScript client on a running service, packed and imported as people do, with strict types."""

from pathlib import Path

from tests.clients.generated import run, till_of
from tests.service.shared_server import Programme

PRINTED = """\
quote 8500, 185 points
bought 8500, 185 points, 201
again true, 200, replayed true
returned 1250, 147 points
status 147, unchanged true
refused 422, no, /lines/0/quantity
pages sale 3/a, sale 2/a, sale 1/a, sale 0/a, till7-000123
event till7-000123
file of 6 lines
a sale: 3 requests under 1 name
a key: 1 request
a key: 1 request
a key: 2 requests
a key: 2 requests
"""


def test_the_journey_of_a_till(node: str, programs: Path, shop: Programme) -> None:
    printed = run(node, "journey.js", folder=programs, GOLDLIST_ADMIN_KEY=shop.key, **till_of(shop))
    assert printed == PRINTED
    shop.verify()
