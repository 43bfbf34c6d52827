"""Where the contests take place: servers and databases of all systems, and one round of one of them."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from app.sample import SLUG
from bench import generators, million, workload, years
from bench.contests import (
    CALM,
    ECHO,
    FLOOR,
    GOLDLIST,
    GROWN,
    GROWTH,
    LEAN,
    NAIVE,
    NONE,
    OVERLOAD,
    PLAIN,
    POSTGRESQL,
    REACH,
    RUSH,
    RUSH_PATIENCE_SECONDS,
    RUSH_TIMES,
    SET,
    SET_SIZE,
    SQLITE,
    Contest,
    Round,
)
from bench.databases import Databases, ask
from bench.processes import GOLDLIST_COMMAND, Failed, Server, environment, goldlist, run, seconds_of
from bench.requests import Requests
from tests.postgres_server import package

UVICORN = [sys.executable, "-m", "uvicorn", "--port", "PORT", "--loop", "uvloop", "--http", "httptools"]
UVICORN += ["--no-access-log", "--log-level", "warning"]
COMMANDS = {
    GOLDLIST: [*GOLDLIST_COMMAND, "serve", "--processes", "1", "--port", "PORT"],
    NAIVE: [*UVICORN, "--factory", "bench.rivals.naive_service:create"],
    LEAN: [*UVICORN, "--factory", "bench.rivals.lean:create"],
    REACH: [*UVICORN, "--factory", "bench.rivals.reach:create"],
    ECHO: [*UVICORN, "bench.rivals.echo:application"],
}
READY = {GOLDLIST: "/readyz", NAIVE: "/openapi.json", LEAN: "/readyz", REACH: "/readyz", ECHO: "/"}
PROCESSES_OPTION = {GOLDLIST: "--processes", NAIVE: "--workers", REACH: "--workers", ECHO: "--workers"}

RIVALS = Path(__file__).parent / "rivals"
# Of the set: as many as keep the database busy while one of them waits for its commit.
SET_CLIENTS = 2
# Work that makes purchases, each of which has to be found in the end.
RECORDS = ("purchases", "hot", "batches", "rush", "years", "rich", "million")
# In which whoever waits when a rush is over has been served.
AFTER_A_RUSH_SECONDS = 3

_tps = re.compile(r"tps = ([\d.]+)").search


class Arena:
    """Makes whatever a round needs when it is first needed, and keeps it until the end."""

    def __init__(self, seconds: float, history_baskets: int, import_baskets: int, copies: int) -> None:
        self.seconds = seconds
        self._history_baskets = history_baskets
        self._import_baskets = import_baskets
        self._copies = copies
        self._closing = ExitStack()
        self._databases = Databases()
        self._closing.callback(self._databases.end)
        self._urls: dict[tuple[str, str], str] = {}
        self._servers: dict[tuple[str, str, int], Server] = {}
        self._requests = Requests(self.folder, copies)
        self._multiplied: set[str] = set()
        self._runs = 0
        self._before: dict[tuple[str, str], int] = {}
        self._acknowledged: Counter[tuple[str, str]] = Counter()
        self._under_way: Counter[tuple[str, str]] = Counter()
        self._capacity: dict[Contest, float] = {}

    def __enter__(self) -> "Arena":
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    @property
    def folder(self) -> Path:
        """Where the databases are."""
        return self._databases.folder

    def prepare(self, contest: Contest) -> None:
        """Have made what takes minutes."""
        if contest.large:
            for system in contest.systems:
                self._url(contest, system)

    def warm_up(self, contest: Contest, system: str) -> None:
        """Have everything made and in use once before it is measured."""
        if contest.work in ("years", "rich") and system == GROWN:
            self._live_for_years(contest)
        if contest.work != "import":
            self.round(contest, system, seconds=1)

    def round(self, contest: Contest, system: str, seconds: float | None = None) -> Round:
        """One round of one system in a contest."""
        self._runs += 1
        seconds = seconds or self.seconds
        if system in FLOOR:
            return self._floor(contest, system, seconds)
        if contest.work == "import":
            return self._import(contest, system)
        server = self._server(contest, system)
        requests = self._requests.of(contest, system, self._key(contest), server.port, self._runs)
        database = self._databases.postgresql_process() if contest.database == POSTGRESQL else None
        server_began, database_began = server.seconds, seconds_of(database) if database else 0.0
        if contest.work == "batches":
            whole = requests.read_bytes().split(workload.SEPARATOR)
            sent, each = generators.in_turn(server.port, seconds, whole, self._runs), workload.BATCH
        elif system == RUSH:
            return self._rush(contest, server, requests, seconds)
        else:
            sent, each = generators.load(server.port, contest.connections, seconds, requests, self._runs), 1
        count = sent.requests * each
        used = server.seconds - server_began, seconds_of(database) - database_began if database else 0.0
        if contest.work in RECORDS and system != ECHO:
            self._acknowledged[contest.database, contest.home(system)] += count - sent.refused
            self._under_way[contest.database, contest.home(system)] += contest.connections
        server_us, database_us = (1e6 * seconds / max(1, count) for seconds in used)
        rate, broken = count / sent.seconds, sent.broken + sent.late
        if system == CALM:
            self._capacity[contest] = rate
        return Round(rate, count, server_us, database_us, sent.p50_ms, sent.p99_ms, sent.refused, broken)

    def _rush(self, contest: Contest, server: Server, requests: Path, seconds: float) -> Round:
        """What is done, and in time, while so many times more comes than could be done a moment before."""
        began, wanted = server.seconds, RUSH_TIMES * self._capacity[contest]
        sent = generators.rush(server.port, wanted, max(5, 2 * seconds), RUSH_PATIENCE_SECONDS, requests, self._runs)
        used = server.seconds - began
        time.sleep(AFTER_A_RUSH_SECONDS)
        done = sent.requests - sent.refused
        self._acknowledged[contest.database, contest.home(RUSH)] += done
        self._under_way[contest.database, contest.home(RUSH)] += generators.MOST_LINES
        # Which of the late ones were successes is not told: none of them is counted.
        rate, each_us = max(0, done - sent.late) / sent.seconds, 1e6 * used / max(1, sent.requests)
        latencies = sent.p50_ms, sent.p99_ms
        asked_rate = sent.requests / sent.seconds
        return Round(rate, sent.requests, each_us, 0.0, *latencies, sent.refused, sent.broken, sent.late, asked_rate)

    def checks(self) -> list[str]:
        """Compare what is kept in every database with what was acknowledged, and have every state made again.

        What is wrong, in words; nothing when all is well.
        """
        wrong = []
        for (kind, system), url in self._urls.items():
            if system in FLOOR:
                continue
            kept = ask(url, "SELECT count(*) FROM purchases")[0][0] - self._before[kind, system]
            told = self._acknowledged[kind, system]
            # At the end of a round some purchases are recorded of which nobody waits for the answer any more.
            if not told <= kept <= told + self._under_way[kind, system]:
                wrong.append(f"{system} on {kind}: {told} purchases were acknowledged, {kept} are kept")
            lost = ask(
                url,
                "SELECT count(*) FROM purchases WHERE NOT EXISTS (SELECT 1 FROM receipts "
                "WHERE receipts.program_id = purchases.program_id AND kind = 'purchase' AND name = external_id)",
            )
            if lost[0][0]:
                wrong.append(f"{system} on {kind}: {lost[0][0]} purchases have no receipt")
            if system not in PLAIN:
                wrong += [f"{system} on {kind}: {one}" for one in self._differences(url)]
        return wrong

    def sizes(self, contest: Contest) -> dict[str, int]:
        """What has gathered by now where a contest of growth takes place."""
        url = self._url(contest, GROWN)
        return million.size(url) if contest.work == "million" else years.size(url)

    def stop(self) -> None:
        """Stop every server; the databases stay."""
        for server in self._servers.values():
            server.stop()
        self._servers.clear()

    def _url(self, contest: Contest, system: str) -> str:
        kind, home = contest.database, contest.home(system)
        if (kind, home) not in self._urls:
            url = self._urls[kind, home] = self._databases.copy(kind, home, self._baskets(contest))
            if contest.work == "million" and system == GROWN:
                million.multiply(url, self._copies)
                self._multiplied.add(url)
            if contest.work == "rich":
                document = self.folder / "rich.json"
                document.write_text(json.dumps(years.rich_programme()), "utf-8")
                goldlist(url, self.folder, "program", "publish", "--slug", SLUG, "--file", str(document))
            self._before[kind, home] = ask(url, "SELECT count(*) FROM purchases")[0][0]
        return self._urls[kind, home]

    def _baskets(self, contest: Contest) -> int:
        return million.BASKETS if contest.work == "million" else self._history_baskets

    def _key(self, contest: Contest) -> str:
        return self._databases.key(contest.database, self._baskets(contest)) if contest.database != NONE else "none"

    def _server(self, contest: Contest, system: str) -> Server:
        key = contest.database, contest.home(system), contest.processes
        if key not in self._servers:
            url = self._url(contest, system) if system != ECHO else ""
            settings = {"GOLDLIST_DATABASE_URL": url, "NAIVE_DATABASE_URL": url, "NAIVE_PROGRAM": SLUG}
            if system in PLAIN:
                (program_id,) = ask(url, "SELECT program_id FROM programs")[0]
                settings |= {"PLAIN_DATABASE_URL": url, "PLAIN_PROGRAM_ID": program_id}
                settings |= {"PLAIN_KEY": self._key(contest)}
            who = GOLDLIST if system in (*GROWTH, *OVERLOAD) else system
            command = [*COMMANDS[who]]
            if contest.processes > 1:
                command += [PROCESSES_OPTION[who], str(contest.processes)]
            server = Server(command, settings, READY[who], self.folder / f"{'-'.join(map(str, key))}.log")
            self._closing.callback(server.stop)
            self._servers[key] = server
        return self._servers[key]

    def _live_for_years(self, contest: Contest) -> None:
        url = self._url(contest, GROWN)
        sales = self.folder / "years.csv"
        years.write_sales(sales)
        goldlist(url, self.folder, "import", "--program", SLUG, str(sales))
        self._acknowledged[contest.database, contest.home(GROWN)] += years.DAYS

    def _differences(self, url: str) -> list[str]:
        if url in self._multiplied:  # all would take minutes
            return million.differences_in_a_sample(url)
        try:
            goldlist(url, self.folder, "verify", "--program", SLUG, "--rebuild")
        except Failed as failed:
            return [str(failed)]
        return []

    def _import(self, contest: Contest, system: str) -> Round:
        url = self._url(contest, system)
        sales = self.folder / "sales.csv"
        workload.write_sales(sales, f"import-{self._runs}", self._import_baskets, 30, 1)
        database = self._databases.postgresql_process() if contest.database == POSTGRESQL else None
        database_began = seconds_of(database) if database else 0.0
        began = time.perf_counter()
        command = [*GOLDLIST_COMMAND, "import", "--program", SLUG, str(sales)]
        with (self.folder / "import.log").open("wb") as log:
            settings = {"GOLDLIST_DATABASE_URL": url}
            process = subprocess.Popen(command, env=environment(settings), cwd=self.folder, stdout=log, stderr=log)
            _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        if status:
            raise Failed(f"goldlist import: {(self.folder / 'import.log').read_text('utf-8')}")
        count = self._import_baskets
        self._acknowledged[contest.database, system] += count
        used = seconds_of(database) - database_began if database else 0.0
        server_us = 1e6 * (usage.ru_utime + usage.ru_stime) / count
        return Round(count / took, count, server_us, 1e6 * used / count)

    def _floor(self, contest: Contest, system: str, seconds: float) -> Round:
        """The same rows by bare SQL."""
        url, at_once = self._url(contest, system), SET_SIZE if system == SET else 1
        (program_id,) = ask(url, "SELECT program_id FROM programs")[0]
        if contest.database == SQLITE:
            file = url.removeprefix("sqlite:///")
            command = [sys.executable, "-m", "bench.rivals.floor_sqlite", file, program_id, str(seconds), str(at_once)]
            told = json.loads(run(command, self.folder))
            return Round(told["purchases"] / told["seconds"], told["purchases"], 0.0, 0.0)
        pgbench = pgbench_program()
        assert pgbench
        clients = SET_CLIENTS if system == SET else contest.connections
        threads, whole_seconds = str(min(clients, os.cpu_count() or 1)), max(1, round(seconds))
        began = seconds_of(self._databases.postgresql_process())
        options = ["-n", "-M", "prepared", "-c", str(clients), "-j", threads, "-T", str(whole_seconds)]
        options += ["-D", f"program={program_id}", "-f", str(RIVALS / f"{system}.sql")]
        said = run([pgbench, *options, url], self.folder)
        found = _tps(said)
        if found is None:
            raise Failed(f"pgbench said: {said}")
        rate = float(found[1]) * at_once
        count = round(rate * whole_seconds)
        used = seconds_of(self._databases.postgresql_process()) - began
        return Round(rate, count, 0.0, 1e6 * used / max(1, count))


def pgbench_program() -> str | None:
    """Where pgbench is: with the server, else on this machine."""
    return shutil.which("pgbench", path=os.pathsep.join([str(package() / "pginstall" / "bin"), os.environ["PATH"]]))
