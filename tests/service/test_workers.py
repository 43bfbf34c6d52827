"""Workers that are killed bring everybody to where one undisturbed worker would."""

import asyncio
import time
from types import TracebackType

import pytest
from sqlalchemy import update

from app.store.connection.transaction import Transaction
from app.store.tables.leases import leases
from tests.actions.sweeping import LATER, count_due, ledger, new_program, sell, set_clock
from tests.api.shop import NOW, Shop, shop_on
from tests.lifeline import Lifeline
from tests.service.processes import LIMIT_SECONDS, Installation, Process

pytestmark = pytest.mark.anyio

WORKERS = 4
LONG_AGO = "2000-01-01T00:00:00.000000Z"


class Crew:
    """Four `goldlist worker`, each a process of its own."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._log_file = installation.folder / "workers.log"
        self._said = ""
        self._processes: list[Process] = []
        self._lifelines: list[Lifeline] = []

    def start(self) -> None:
        """Start all four."""
        self._said += self._log_file.read_text() if self._log_file.exists() else ""
        with self._log_file.open("w") as log:
            self._processes = [
                self._installation.launch("worker", stdout=log, stderr=log, start_new_session=True)
                for _ in range(WORKERS)
            ]
        self._lifelines = [Lifeline(process.pid) for process in self._processes]

    def kill(self) -> None:
        """Kill all four, as a power cut does."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait(LIMIT_SECONDS)
        self._let_go()

    async def stop(self) -> None:
        """Ask them to end, as a supervisor does: they finish, and nothing has gone wrong in any of them."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while self._log_file.read_text().count("at work") < WORKERS:
            assert time.monotonic() < deadline, self._log_file.read_text()
            await asyncio.sleep(0.02)
        for process in self._processes:
            process.terminate()
        assert [process.wait(LIMIT_SECONDS) for process in self._processes] == [0] * WORKERS, self._log_file.read_text()
        self._let_go()
        said = self._said + self._log_file.read_text()
        assert ("Traceback" in said, "could not" in said) == (False, False), said

    def _let_go(self) -> None:
        for lifeline in self._lifelines:
            lifeline.let_go()

    def __enter__(self) -> "Crew":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.kill()


@pytest.mark.parametrize("customers", [100, pytest.param(300, marks=pytest.mark.long)])
async def test_killed_workers_come_to_the_same_ledger(installation: Installation, customers: int) -> None:
    async with shop_on(installation.database_url) as shop:
        undisturbed = await new_program(shop, "undisturbed", NOW)
        await sell(shop, undisturbed, customers)
        await set_clock(shop, undisturbed, LATER)
        assert await shop.goldlist.sweep() == customers
        wanted = await ledger(shop, undisturbed)
        assert len([one for one in wanted if one[2] == "expire"]) == customers

        disturbed = await new_program(shop, "disturbed", NOW)
        await sell(shop, disturbed, customers)
        await set_clock(shop, disturbed, LATER)
        left = []
        with Crew(installation) as crew:
            # They are killed as soon as fewer than so many are left.
            for limit in (customers, customers // 2):
                await due_below(shop, disturbed, limit)
                crew.kill()
                left.append(await count_due(shop, disturbed))
                await let_leases_end(shop)
                crew.start()
            await due_below(shop, disturbed, 1)
            assert await ledger(shop, disturbed) == wanted
            assert await shop.goldlist.sweep() == 0, "another round adds nothing"
            await crew.stop()
        print(f"left when they were killed: {left}")
        assert await ledger(shop, disturbed) == wanted
        await shop.prove()


async def test_who_serves_is_a_worker_too(installation: Installation) -> None:
    async with shop_on(installation.database_url) as shop:
        program_id = await new_program(shop, "month", NOW)
        await sell(shop, program_id, 20)
        await set_clock(shop, program_id, LATER)
        server = await asyncio.to_thread(installation.start, *installation.most_processes)
        try:
            await due_below(shop, program_id, 1)
            await asyncio.to_thread(server.stop)
        finally:
            await asyncio.to_thread(server.kill)
        await shop.prove()


async def due_below(shop: Shop, program_id: str, limit: int) -> None:
    """Wait until something is due for fewer than so many."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while await count_due(shop, program_id) >= limit:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.002)


async def let_leases_end(shop: Shop) -> None:
    """What the time does by itself in half a minute."""

    async def write(transaction: Transaction) -> None:
        await transaction.execute(update(leases).values(until=LONG_AGO))

    await shop.goldlist.database.write(write)
