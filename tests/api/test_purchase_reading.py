"""A purchase is read in one go where that is sure to give the same as reading it with care."""

import json
import random
from collections import Counter
from typing import Any

import pytest

from app.api.contract.json_text import names_told, read_json
from app.api.contract.operation import validated
from app.api.contract.problems import Problem
from app.api.operations.sales.purchases import PurchaseRequest, read_purchase
from tests.api.requests import LINE, PURCHASE, purchase

FULL = purchase(lines=[LINE, {"quantity": 1, "unit_price": 5}], metadata={"till": "7"}, vouchers=["8FNB-ZPFM-ZMQP"])
PIECES = [b'"', b":", b'":', b" :", b'"a":', b",", b"\\u0041", b"\\", b"{", b"}", b"[", b"]", b"1.0", b"1e2", b"-0"]
PIECES += [b"NaN", b"null", b"true", b" ", b"\n", b"\t", b"\x00", b"\xc3\xa9", b"\xff", b"9" * 30]
MEMBERS = [b'"quantity":1,', b'"quantity" :1,', b'"till":"8",', b'"metadata":{},', b'"enrol":true,']


def either(read: Any, body: bytes) -> Any:
    """What is read, or what is said to be wrong with it."""
    try:
        request = read(body)
    except Problem as problem:
        return problem.name, problem.detail, problem.faults
    return request.model_dump(), request.model_fields_set, [line.model_fields_set for line in request.lines]


def carefully(body: bytes) -> PurchaseRequest:
    return validated(PurchaseRequest, read_json(body))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(PURCHASE),
        json.dumps(FULL, indent=1),
        json.dumps(FULL, separators=(",", ":")),
        json.dumps(FULL, separators=(" , ", " : ")),
        json.dumps(FULL).replace('"till": "7"', '"till":"7","till":"8"'),
        json.dumps(FULL).replace('"till": "7"', '"till" :"7","till":"8"'),
        json.dumps(FULL).replace('"till": "7"', '"till":":7"'),
        json.dumps(FULL).replace('"till": "7"', '"till"\n:"7","till":":8"'),
        json.dumps(FULL).replace('"quantity": 1', '"quantity": 1, "quantity": 1'),
        json.dumps(FULL).replace('"quantity": 1', '"quantity": 1.0'),
        json.dumps(FULL).replace('"quantity": 1', '"quantity": true'),
        json.dumps(FULL).replace('"discount": 0', '"discount": -0'),
        json.dumps(FULL)[:-1] + ', "enrol": true}',
        json.dumps(purchase(metadata={"é": "ü"})),
        json.dumps(purchase(metadata={"é": "ü"}), ensure_ascii=False),
        "\ufeff" + json.dumps(FULL),
        json.dumps(FULL) + "x",
        "",
        "null",
    ],
)
def test_a_purchase_is_read_alike(body: str) -> None:
    assert either(read_purchase, body.encode()) == either(carefully, body.encode())


def test_whatever_is_changed_in_a_purchase_it_is_read_alike() -> None:
    chance = random.Random(4711)
    seen: Counter[str] = Counter()
    for _ in range(3_000):
        body = json.dumps(FULL, separators=(",", ":") if chance.random() < 0.5 else None).encode()
        for _ in range(chance.choice((1, 1, 2, 3))):
            place, gone = chance.randrange(len(body) + 1), chance.choice((0, 0, 1, 4))
            piece = chance.choice(PIECES)
            if chance.random() < 0.2:
                place, gone, piece = body.find(b"{", place) + 1, 0, chance.choice(MEMBERS)
            body = body[:place] + piece + body[place + gone :]
        read = either(read_purchase, body)
        assert read == either(carefully, body), body
        seen[read[0] if isinstance(read[0], str) else "read"] += 1
    assert seen["read"] > 100
    assert seen["duplicate-member"] > 10


@pytest.mark.parametrize(
    ("text", "names"),
    [('{"a":1,"b":{"a": 2}}', 3), ('{"a":1,"a":2}', 2), ('{"a" :1}', None), ('{"a\\"":1}', None), ('{"a":":b"}', 2)],
)
def test_names_are_counted_where_they_can_be(text: str, names: int | None) -> None:
    assert names_told(text.encode()) == names
