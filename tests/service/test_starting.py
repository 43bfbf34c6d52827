"""Starting a server: on the right tables, alone on a SQLite file, and with a clear word when it cannot be."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import httpx2
import pytest

from app.api.http.server import address_of, listen
from app.store.connection.schema import migrate_down
from tests.databases import create_database
from tests.ports import free_port
from tests.service.processes import LIMIT_SECONDS, Installation
from tests.service.shop import DOCUMENT


@pytest.fixture
def postgres_url(postgres_server: str, run_folder: Path) -> str:
    """Without any tables."""
    return create_database(postgres_server, "template1", run_folder)


@pytest.fixture(scope="session")
def template_file() -> None:
    """No file yet."""


def assert_refused(installation: Installation, *words: str) -> None:
    """A server does not start, and says why in a line."""
    done = installation.attempt("serve", "--port", str(free_port()))
    assert done.returncode not in (0, -15), done
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.startswith("goldlist: ")
    for word in words:
        assert word in done.stderr


def test_a_sqlite_file_gets_its_tables_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path)
    with installation.serving() as server:
        key = installation.create_program(DOCUMENT)
        with server.client(key) as client:
            assert client.get("/v1/program").json()["name"] == "Corner Coffee"


def test_a_second_server_on_a_sqlite_file_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path)
    with installation.serving() as server:
        assert_refused(installation, "another `goldlist serve`")
        with server.client() as client:
            assert client.get("/readyz").status_code == 200
    with installation.serving():
        pass  # the lock has gone with its holder


def test_a_killed_server_does_not_keep_others_from_its_sqlite_file(sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path)
    server = installation.start("--processes", "2")
    assert "one process" in server.log()
    server.kill()
    with installation.serving(port=server.port):
        pass


def test_a_postgresql_database_without_tables_is_refused_until_it_has_them(postgres_url: str, tmp_path: Path) -> None:
    installation = Installation(postgres_url, tmp_path)
    assert_refused(installation, "goldlist migrate")
    installation.run("migrate")
    installation.run("migrate")
    with installation.serving() as server, server.client() as client:
        assert client.get("/readyz").status_code == 200


def test_an_old_schema_is_refused(postgres_url: str, tmp_path: Path) -> None:
    installation = Installation(postgres_url, tmp_path)
    installation.run("migrate")
    asyncio.run(migrate_down(postgres_url, "base"))
    assert_refused(installation, "older", "goldlist migrate")


def test_a_newer_schema_is_refused(postgres_url: str, tmp_path: Path) -> None:
    installation = Installation(postgres_url, tmp_path)
    installation.run("migrate")
    asyncio.run(_execute(postgres_url, "UPDATE alembic_version SET version_num = 'of-tomorrow'"))
    assert_refused(installation, "newer version of Goldlist")


def test_tables_that_go_away_while_serving_are_seen(postgres_url: str, tmp_path: Path) -> None:
    installation = Installation(postgres_url, tmp_path)
    installation.run("migrate")
    with installation.serving() as server, server.client() as client:
        asyncio.run(_execute(postgres_url, "UPDATE alembic_version SET version_num = 'of-tomorrow'"))
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("database_url", "word"),
    [
        ("mysql://somewhere/else", "sqlite:///"),
        ("sqlite:///missing/folder/goldlist.db", "No such file or directory"),
        ("postgresql://postgres@127.0.0.1:1/postgres", "Connect call failed"),
    ],
)
def test_a_database_that_cannot_be_is_told(database_url: str, word: str, tmp_path: Path) -> None:
    assert_refused(Installation(database_url, tmp_path), word)


@pytest.fixture
def foreign_file(tmp_path: Path) -> Path:
    """A SQLite database of somebody else."""
    file = tmp_path / "shop.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()
    return file


COMMANDS = [["serve", "--port", "0"], ["worker"], ["migrate"], ["keys", "list", "--program", "shop"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_is_no_database_is_told_by_every_command(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("This is no database, however long one looks at it.\n" * 200)
    told = Installation(f"sqlite:///{file}", tmp_path).attempt(*command)
    assert told.returncode == 2
    assert told.stderr == (
        f"goldlist: the database sqlite:///{file} cannot be used: the file is not a SQLite database; "
        "its address is in GOLDLIST_DATABASE_URL\n"
    )
    assert file.read_text().startswith("This is no database")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_of_something_else_is_left_alone(command: list[str], foreign_file: Path) -> None:
    told = Installation(f"sqlite:///{foreign_file}", foreign_file.parent).attempt(*command)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
    assert "belongs to another application" in told.stderr
    connection = sqlite3.connect(foreign_file)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("orders",)]
    connection.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_newer_database_is_told_by_every_command(command: list[str], sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path)
    installation.run("migrate")
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute("UPDATE alembic_version SET version_num = 'of-tomorrow'")
    connection.commit()
    connection.close()
    told = installation.attempt(*command)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
    assert "newer version of Goldlist" in told.stderr


@pytest.mark.parametrize("command", [["worker"], ["keys", "list", "--program", "shop"], ["verify", "--program", "a"]])
def test_a_command_in_a_wrong_folder_makes_no_database(command: list[str], tmp_path: Path) -> None:
    told = Installation("sqlite:///goldlist.db", tmp_path).attempt(*command)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
    assert f"the database sqlite:///{tmp_path}/goldlist.db cannot be used: it does not exist yet" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_who_makes_a_database_says_where(tmp_path: Path) -> None:
    installation = Installation("sqlite:///goldlist.db", tmp_path)
    told = installation.attempt("migrate")
    assert (told.returncode, told.stderr) == (0, f"goldlist: created a new database at {tmp_path}/goldlist.db\n")
    assert installation.attempt("migrate").stderr == ""


def test_a_programme_with_faults_makes_no_database(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("{}")
    arguments = ("program", "create", "--slug", "shop", "--file", "p.json")
    told = Installation("sqlite:///goldlist.db", tmp_path).attempt(*arguments)
    assert (told.returncode, (tmp_path / "goldlist.db").exists()) == (2, False)
    assert "/name" in told.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:////dev", "unable to open database file"),
        ("sqlite://", "address is sqlite:///"),
        ("postgresql://127.0.0.1:1/none", "Connect call failed"),
        ("postgresql://127.0.0.1:no/none", ""),
        ("postgresql://[::1/none", ""),
    ],
)
def test_a_wrong_address_is_one_line(address: str, told: str, tmp_path: Path) -> None:
    for command in (["migrate"], ["serve", "--port", "0"], ["keys", "list", "--program", "shop"]):
        done = Installation(address, tmp_path).attempt(*command)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert told in done.stderr
        assert done.stderr.endswith("its address is in GOLDLIST_DATABASE_URL\n")


def test_a_database_or_a_role_that_is_not_there_is_one_line(postgres_url: str, tmp_path: Path) -> None:
    before, _, _ = postgres_url.rpartition("/")
    assert_refused(Installation(f"{before}/nothing-of-this-name", tmp_path), "does not exist")
    for command in (["migrate"], ["keys", "list", "--program", "shop"]):
        done = Installation(f"{before}/nothing-of-this-name", tmp_path).attempt(*command)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


def test_a_newer_postgresql_database_is_not_migrated(postgres_url: str, tmp_path: Path) -> None:
    installation = Installation(postgres_url, tmp_path)
    installation.run("migrate")
    asyncio.run(_execute(postgres_url, "UPDATE alembic_version SET version_num = 'of-tomorrow'"))
    done = installation.attempt("migrate")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "newer version of Goldlist" in done.stderr


def test_a_port_in_use_is_told(sqlite_url: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with Installation(sqlite_url, tmp_path).serving() as server:
        done = Installation(f"sqlite:///{other}/goldlist.db", other).attempt("serve", "--port", str(server.port))
        assert done.returncode not in (0, -15)
        assert "address already in use" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_server_says_in_one_line_where_it_is(sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path)
    with subprocess.Popen(
        [*installation.command, "serve", "--port", "0"],
        cwd=tmp_path,
        env=installation.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout
        line = server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line
        # It listens already: who comes now is answered as soon as it is ready.
        assert httpx2.get(f"{address[0]}/readyz", timeout=LIMIT_SECONDS).status_code == 200
        server.terminate()
        assert server.stdout.read() == ""
    assert server.returncode == 0


def test_a_server_at_every_address_is_told_by_one_that_works() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address_of(listener))


SLOW_START = """
import sys
import time
if __name__ == "__mp_main__":  # a process that serves, before it can say anything
    time.sleep(4)
from app.api.http import server
if __name__ == "__main__":
    server.HUNG_SECONDS = 1
    server.run("app.main:serving", server.listen("127.0.0.1", int(sys.argv[1])), 2)
"""


def test_processes_that_start_slowly_are_not_replaced(sqlite_url: str, tmp_path: Path) -> None:
    installation = Installation(sqlite_url, tmp_path)
    installation.run("migrate")
    script, port = tmp_path / "slow.py", free_port()
    script.write_text(SLOW_START)
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, str(script), str(port)], env=installation.environment, stderr=log)
    try:
        deadline = time.monotonic() + LIMIT_SECONDS
        while (tmp_path / "log").read_text().count(" started ") < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=LIMIT_SECONDS).status_code == 200
    finally:
        server.terminate()
        server.wait(LIMIT_SECONDS)
    assert "died" not in (tmp_path / "log").read_text()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


def test_background_work_can_be_done_apart(installation: Installation) -> None:
    installation.run("migrate")
    installation.create_program(DOCUMENT)
    with installation.serving("--no-worker") as server:
        worker = subprocess.Popen(
            [*installation.command, "worker"],
            cwd=installation.folder,
            env=installation.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert worker.stdout
        said = worker.stdout.readline()
        with server.client() as client:
            assert client.get("/readyz").status_code == 200
        worker.terminate()
        said += worker.communicate(timeout=LIMIT_SECONDS)[0]
    assert (worker.returncode, "at work" in said, "Traceback" in said) == (0, True, False), said
