"""API keys: their form, their roles, and how long a revoked one lives."""

import asyncio

import pytest

from app.actions.access.keys import READS, SCOPES, WRITES, Caller, Keyring, draw_key, is_well_formed, secret_hash
from tests.actions.turns import let_run

pytestmark = pytest.mark.anyio


class Store:
    """Keys by their hash, and how often they were looked up."""

    def __init__(self, *callers: tuple[str, Caller]) -> None:
        self.callers = dict(callers)
        self.asked = 0

    async def find(self, hashed: str) -> Caller | None:
        self.asked += 1
        return self.callers.get(hashed)


def caller(*, test: bool = False) -> Caller:
    return Caller("key_1", "prg_1", "pos", SCOPES["pos"], None, test)


def test_a_drawn_key_is_well_formed_and_says_what_it_is_for() -> None:
    assert draw_key(test=False, pepper=b"").key.startswith("gl_live_")
    assert draw_key(test=True, pepper=b"").key.startswith("gl_test_")
    assert is_well_formed(draw_key(test=False, pepper=b"").key)


def test_every_mistyped_character_is_noticed() -> None:
    key = draw_key(test=False, pepper=b"").key
    for place in range(len(key)):
        assert not is_well_formed(key[:place] + ("0" if key[place] != "0" else "1") + key[place + 1 :])


@pytest.mark.parametrize("key", ["", "gl_live_", "gl_live_" + "0" * 47, "x" * 55, "é" * 55, "gl_live_" + "a" * 10_000])
def test_what_is_no_key_is_noticed(key: str) -> None:
    assert not is_well_formed(key)


def test_the_kept_hash_depends_on_the_pepper() -> None:
    made = draw_key(test=False, pepper=b"salty")
    assert made.secret_hash == secret_hash(made.key, b"salty") != secret_hash(made.key, b"")
    assert made.key not in made.secret_hash


async def test_a_key_is_looked_up_once_for_a_while() -> None:
    made = draw_key(test=False, pepper=b"")
    store = Store((made.secret_hash, caller()))
    keyring = Keyring(store.find)
    assert [await keyring.caller(made.key) for _ in range(3)] == [caller()] * 3
    assert store.asked == 1


class SlowStore(Store):
    """Answers when it is let."""

    def __init__(self, *callers: tuple[str, Caller]) -> None:
        super().__init__(*callers)
        self.may_answer = asyncio.Event()

    async def find(self, hashed: str) -> Caller | None:
        found = await super().find(hashed)
        await self.may_answer.wait()
        return found


async def test_all_who_come_at_once_wait_for_one_look_up_and_who_gives_up_leaves_it_to_the_others() -> None:
    made = draw_key(test=False, pepper=b"")
    store = SlowStore((made.secret_hash, caller()))
    keyring = Keyring(store.find)
    asking = [asyncio.create_task(keyring.caller(made.key)) for _ in range(5)]
    await let_run()
    asking.pop(0).cancel()
    store.may_answer.set()
    assert await asyncio.gather(*asking) == [caller()] * 4
    assert await keyring.caller(made.key) == caller()
    assert store.asked == 1


async def test_who_comes_after_a_key_was_revoked_waits_for_no_earlier_look_up() -> None:
    made = draw_key(test=False, pepper=b"")
    store = SlowStore((made.secret_hash, caller()))
    keyring = Keyring(store.find)
    before = asyncio.create_task(keyring.caller(made.key))
    await let_run()
    store.callers.clear()
    keyring.forget()
    after = asyncio.create_task(keyring.caller(made.key))
    await let_run()
    store.may_answer.set()
    assert (await before, await after) == (caller(), None)
    assert await keyring.caller(made.key) is None


async def test_a_revoked_key_dies_within_5_seconds() -> None:
    made = draw_key(test=False, pepper=b"")
    store = Store((made.secret_hash, caller()))
    now = 100
    keyring = Keyring(store.find, now=lambda: now)
    assert await keyring.caller(made.key)
    store.callers.clear()
    now = 105
    assert await keyring.caller(made.key) is None


async def test_a_forgotten_key_dies_at_once() -> None:
    made = draw_key(test=False, pepper=b"")
    store = Store((made.secret_hash, caller()))
    keyring = Keyring(store.find)
    assert await keyring.caller(made.key)
    store.callers.clear()
    keyring.forget()
    assert await keyring.caller(made.key) is None


async def test_a_mistyped_key_does_not_come_as_far_as_the_store() -> None:
    made = draw_key(test=False, pepper=b"")
    store = Store((made.secret_hash, caller()))
    assert await Keyring(store.find).caller(made.key[:-1] + ("0" if made.key[-1] != "0" else "1")) is None
    assert store.asked == 0


async def test_a_test_key_opens_no_live_programme_and_a_live_key_no_test_programme() -> None:
    for test in (True, False):
        made = draw_key(test=test, pepper=b"")
        store = Store((made.secret_hash, caller(test=not test)))
        assert await Keyring(store.find).caller(made.key) is None


def test_roles_may_do_what_the_contract_says() -> None:
    assert SCOPES["admin"] == READS | WRITES
    assert SCOPES["auditor"] == READS
    assert {scope for scope in SCOPES["auditor"] if not scope.endswith(":read")} == set()
    reads = {"status:read", "ledger:read", "members:read", "vouchers:read", "segments:read", "honours:read"}
    assert SCOPES["email"] == reads | {"events:read", "members:link", "consents:write", "contacts:write"}
    assert SCOPES["pos"] | {"members:contact", "events:read"} == SCOPES["ecommerce"] < SCOPES["admin"]
    assert "purchases:write" in SCOPES["pos"]
    assert "members:write" not in SCOPES["pos"]
    assert SCOPES["partner"] == frozenset()
    assert {role for role, scopes in SCOPES.items() if "vouchers:read" not in scopes} == {"partner", "operator"}
    assert SCOPES["pos"] < SCOPES["representative"] < SCOPES["manager"] < SCOPES["admin"]
    assert "members:erase" not in SCOPES["representative"]


async def test_a_key_that_is_revoked_while_it_is_looked_up_is_not_remembered() -> None:
    made = draw_key(test=False, pepper=b"")

    async def find(_: str) -> Caller:
        keyring.forget()
        return caller()

    keyring = Keyring(find)
    assert await keyring.caller(made.key)
    keyring._find = Store().find
    assert await keyring.caller(made.key) is None
