"""Both clients verify what the service's own sender signs, and nothing else."""

import base64
import json
from pathlib import Path
from typing import NamedTuple

import pytest
from goldlist_client import WebhookVerificationError, verify_webhook

from app.actions.access.keys import SCOPES, Caller
from app.outside.signatures import signed
from tests.actions.events.receiver import receiving
from tests.actions.events.test_webhooks import KEY, SECRET, _quick, sell, told_to, until  # noqa: F401
from tests.clients.generated import run

pytestmark = pytest.mark.anyio

WRONG = "whsec_" + base64.b64encode(b"o" * 32).decode()


class Message(NamedTuple):
    """A message as it arrived, and the secrets that the receiver knows."""

    headers: dict[str, str]
    body: bytes
    secrets: list[str]

    @property
    def sent_at(self) -> int:
        """The instant of sending, in seconds since 1970."""
        return int(self.headers["webhook-timestamp"])

    @property
    def ids(self) -> list[str]:
        """The ids of its events."""
        told = json.loads(self.body)
        return [one["id"] for one in (told if isinstance(told, list) else [told])]


@pytest.fixture
async def messages(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """Messages of the service's own sender: signed by one secret, and by the old and the new one."""
    async with receiving([KEY]) as single, told_to(sqlite_url, monkeypatch, single) as (till, (made,)):
        await sell(till, 2)
        await until(till.goldlist, lambda: len(single.bodies) >= 2)
        caller = Caller("key_1", till.program_id, "admin", SCOPES["admin"], None, False)
        new = await till.goldlist.webhooks.rotate(till.program_id, made.webhook_id, 24, caller)
        assert isinstance(new, str)
        before = len(single.bodies)
        await sell(till, 3)
        await until(till.goldlist, lambda: len(single.bodies) > before)
        arrived = list(zip(single.heads, single.bodies, strict=True))
    return [
        Message(*arrived[0], [SECRET]),
        Message(*arrived[1], [WRONG, SECRET]),
        Message(*arrived[before], [SECRET]),
        Message(*arrived[before], [new]),
        Message(*arrived[before], [WRONG, new]),
    ]


class Attempt(NamedTuple):
    """An attempt to verify a message, and the ids that it must give; None: it must be refused."""

    headers: dict[str, str]
    body: bytes
    secrets: list[str]
    now: int
    ids: list[str] | None


def attempts(messages: list[Message]) -> list[Attempt]:
    """What must be accepted, and what must not."""
    accepted = [Attempt(one.headers, one.body, one.secrets, one.sent_at, one.ids) for one in messages]
    headers, body, secrets, now, ids = accepted[0]
    edges = [Attempt(headers, body, secrets, now + seconds, ids) for seconds in (-300, 300)]
    late = [Attempt(headers, body, secrets, now + seconds, None) for seconds in (-301, 301)]
    signature = headers["webhook-signature"]
    altered = [
        Attempt(headers, body.replace(b"evt_", b"evx_", 1), secrets, now, None),
        Attempt(headers, body + b" ", secrets, now, None),
        Attempt(headers, body, [WRONG], now, None),
        Attempt(headers, body, [], now, None),
        Attempt({**headers, "webhook-id": "evt_other"}, body, secrets, now, None),
        Attempt({**headers, "webhook-timestamp": str(now + 1)}, body, secrets, now, None),
        Attempt({**headers, "webhook-timestamp": "now"}, body, secrets, now, None),
        Attempt({**headers, "webhook-signature": signature.replace("v1,", "v2,")}, body, secrets, now, None),
        Attempt({**headers, "webhook-signature": "v1,"}, body, secrets, now, None),
        Attempt({**headers, "webhook-signature": "v1,?"}, body, secrets, now, None),
        *(Attempt({**headers, name: ""}, body, secrets, now, None) for name in SIGNING),
    ]
    among = {**headers, "webhook-signature": f"v1a,abc v1,{'A' * 43}= {signature}"}
    shouted = {name.upper(): text for name, text in headers.items()}
    return [
        *accepted,
        *edges,
        Attempt(among, body, secrets, now, ids),
        Attempt(shouted, body, secrets, now, ids),
        *late,
        *altered,
    ]


SIGNING = ("webhook-id", "webhook-timestamp", "webhook-signature")


async def test_the_python_client_verifies_them(messages: list[Message]) -> None:
    assert len({tuple(one.ids) for one in messages}) == 3
    for one in attempts(messages):
        if one.ids is None:
            with pytest.raises(WebhookVerificationError):
                verify_webhook(one.headers, one.body, one.secrets, now=one.now)
        else:
            events = verify_webhook(one.headers, one.body, one.secrets, now=one.now)
            assert [event["id"] for event in events] == one.ids


async def test_the_typescript_client_verifies_them(
    node: str,
    programs: Path,
    messages: list[Message],
    tmp_path: Path,
) -> None:
    tried = attempts(messages)
    file = tmp_path / "attempts.json"
    file.write_text(json.dumps([{**one._asdict(), "body": one.body.decode()} for one in tried]), "utf-8")
    printed = run(node, "verify.js", file, folder=programs).splitlines()
    wanted = [" ".join(one.ids) if one.ids else "refused" for one in tried]
    assert printed == [text for text in wanted for _ in range(2)]


async def test_a_batch_is_verified_as_a_whole() -> None:
    body = b'[{"id": "evt_1"}, {"id": "evt_2"}]'
    headers = signed([KEY], "evb_1", 1_000, body)
    assert [event["id"] for event in verify_webhook(headers, body, SECRET, now=1_000)] == ["evt_1", "evt_2"]
    assert len(verify_webhook(list(headers.items()), body.decode(), SECRET, now=1_000, tolerance_seconds=0)) == 2
    with pytest.raises(ValueError, match="whsec_"):
        verify_webhook(headers, body, "whsec_!", now=1_000)
