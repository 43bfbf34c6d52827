"""As many processes as help, and no more than PostgreSQL has room for."""

import os
from pathlib import Path

import pytest

from app import capacity
from app.capacity import cores, fitting_processes
from tests.databases import settings_for
from tests.service.processes import Installation

MACHINE = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("max 100000", MACHINE),
        (f"{(MACHINE + 1) * 100000} 100000", MACHINE),
        ("100000 100000", 1),
        ("50000 100000", 1),
        ("nonsense", MACHINE),
    ],
)
def test_a_container_has_the_cores_it_was_given(tmp_path: Path, quota: str, expected: int) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(f"{quota}\n")
    assert cores(file) == expected


def test_without_a_quota_there_are_all_cores_of_the_machine(tmp_path: Path) -> None:
    assert cores(tmp_path / "absent") == MACHINE


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("count", "others", "expected"), [(1, 10, 1), (3, 10, 3), (4, 180, 2), (4, 197, 1), (500, 10, 23)]
)
async def test_there_are_no_more_than_postgresql_has_connections_for(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, count: int, others: int, expected: int
) -> None:
    """The server of the tests accepts 200 connections, 3 of them from superusers."""
    monkeypatch.setattr(capacity, "cores", lambda: count)
    monkeypatch.setattr(capacity, "LEFT_TO_OTHERS", others)
    assert await fitting_processes(settings_for(postgres_url)) == expected


@pytest.mark.anyio
async def test_sqlite_has_one(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "cores", lambda: 8)
    assert await fitting_processes(settings_for(sqlite_url)) == 1


def test_a_server_says_how_many_it_starts(postgres_url: str, tmp_path: Path) -> None:
    installation = Installation(postgres_url, tmp_path)
    del installation.environment["GOLDLIST_PROCESSES"]
    with installation.serving() as server:
        assert (f"one process for each core processes={MACHINE}" in server.log()) == (MACHINE > 1)
