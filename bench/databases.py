"""The databases of a run: a few are prepared, and everybody who is measured has a copy of one."""

import asyncio
import json
import os
import shutil
import sqlite3
import statistics
import time
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from app.sample import SLUG, programme
from bench.contests import SQLITE
from bench.processes import goldlist
from bench.workload import write_sales
from tests.postgres_server import TestRun, server_url

YEAR_DAYS = 360


class Databases:
    """Makes databases in a folder, and a PostgreSQL server when one is wanted, which keeps every commit."""

    def __init__(self) -> None:
        self._run = TestRun()
        self.folder = self._run.folder / "bench"
        self.folder.mkdir()
        self._prepared: dict[tuple[str, int], str] = {}
        self._keys: dict[tuple[str, int], str] = {}

    def end(self) -> None:
        """Stop the server and delete everything."""
        self._run.end()

    def prepared(self, kind: str, baskets: int) -> str:
        """The address of a prepared database: the sample programme, every member, and so many sales of last year."""
        if (kind, baskets) not in self._prepared:
            name = f"prepared_{baskets}"
            url = self._sqlite_url(name) if kind == SQLITE else self._new_postgresql(name, "template1")
            self._prepared[kind, baskets] = url
            self._keys[kind, baskets] = self._prepare(url, baskets)
        return self._prepared[kind, baskets]

    def copy(self, kind: str, name: str, baskets: int) -> str:
        """The address of a copy of a prepared database."""
        prepared = self.prepared(kind, baskets)
        if kind == SQLITE:
            url = self._sqlite_url(name)
            shutil.copyfile(prepared.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
            return url
        return self._new_postgresql(name, prepared.rpartition("/")[2])

    def key(self, kind: str, baskets: int) -> str:
        """The API key of a prepared database and its copies."""
        self.prepared(kind, baskets)
        return self._keys[kind, baskets]

    def postgresql_process(self) -> psutil.Process:
        """The server."""
        self._server_url()
        return psutil.Process(int((self._run.folder / "data" / "postmaster.pid").read_text().split()[0]))

    def _prepare(self, url: str, baskets: int) -> str:
        document, sales = self.folder / "programme.json", self.folder / "history.csv"
        document.write_text(json.dumps(programme()), "utf-8")
        write_sales(sales, "past", baskets, YEAR_DAYS, 1)
        goldlist(url, self.folder, "migrate")
        made = goldlist(url, self.folder, "program", "create", "--slug", SLUG, "--file", str(document))
        goldlist(url, self.folder, "import", "--program", SLUG, str(sales))
        return str(json.loads(made)["api_key"])

    def _sqlite_url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def _new_postgresql(self, name: str, template: str) -> str:
        server = self._server_url()
        ask(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"{server.rpartition('/')[0]}/{name}"

    def _server_url(self) -> str:
        return server_url(self._run.folder, durable=True)


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement of SQL: its rows."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            return connection.execute(statement).fetchall()

    async def rows() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(rows())


def disk_us(folder: Path, writes: int = 100) -> int:
    """How long a write of 8 kB takes until the disk has it, in µs: the median of a few."""
    path, taken = folder / "disk", []
    with path.open("wb", buffering=0) as file:
        for _ in range(writes):
            began = time.perf_counter()
            file.write(bytes(8192))
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    path.unlink()
    return round(1e6 * statistics.median(taken))
