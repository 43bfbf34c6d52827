"""Puts Goldlist together: the one place where settings become a database, a queue and an application."""

import asyncio
import atexit
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from app import logs
from app.actions.goldlist import Goldlist
from app.actions.observer import Observer
from app.jobs.sweep import sweep
from app.jobs.verify_job import patrol
from app.settings import Settings, read_settings
from app.store.connection.database import Database, new_file, sqlite_path
from app.store.connection.errors import NoDatabase
from app.store.connection.schema import ensure_current, migrate
from app.store.connection.serve_lock import serve_alone

GARBAGE_AFTER_OBJECTS = 5_000
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
# What uvicorn knows a process by that could not start.
STARTUP_FAILURE = 3
START_SECONDS = 30

logger = logging.getLogger(__name__)

__all__ = ["Goldlist", "opened", "serve_forever", "serving"]


def real_now() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)


def composed(settings: Settings, watch: Observer | None = None) -> Goldlist:
    """A Goldlist on the database of the settings; start it inside an event loop."""
    database = Database.open(
        settings.database_url,
        watch,
        pooler=settings.database_pooler == "transaction",
        wait_seconds=settings.database_wait_seconds,
    )
    return Goldlist(database, real_now, settings.pepper(), _end_process, watch)


@asynccontextmanager
async def opened(settings: Settings, *, may_create: bool = True) -> AsyncIterator[Goldlist]:
    """A started Goldlist for one piece of work, its schema checked; a SQLite file is brought up to date.

    Raises NoDatabase where there is no SQLite file, unless `may_create`.
    """
    if new_file(settings.database_url) and not may_create:
        raise NoDatabase("there is none yet (`goldlist serve`, `migrate` and `program create` make one)")
    if sqlite_path(settings.database_url):
        await migrate(settings.database_url, wait_seconds=settings.database_wait_seconds)
    goldlist = composed(settings)
    try:
        await ensure_current(goldlist.database)
        goldlist.start()
        yield goldlist
    finally:
        await goldlist.close()


def serving() -> Any:
    """The ASGI application of one serving process; uvicorn calls this in each. Ends the process if there is none."""
    try:
        return _application()
    except Exception:
        logger.exception("cannot start")
        # A process that ends otherwise is started again, with the same end.
        sys.exit(STARTUP_FAILURE)


def _application() -> Any:
    from app.api.http.access_log import AccessLog
    from app.api.http.application import create_application  # FastAPI is slow to import, and only serving needs it
    from app.api.http.metrics import Metrics

    _end_with_parent()
    settings = read_settings()
    write_lines = logs.set_up(settings.log_format)
    shared_folder = os.environ.get(FIGURES)
    metrics = Metrics(Path(shared_folder) if shared_folder else None)
    access_log = AccessLog(write_lines, real_now, logs.time_text) if settings.access_log else None
    goldlist = composed(settings, metrics)
    application = create_application(
        goldlist,
        metrics=metrics,
        show_metrics=settings.metrics,
        access_log=access_log,
        requests_per_second=settings.requests_per_second,
        jobs=_jobs(goldlist, metrics) if settings.worker else [],
    )
    _look_for_garbage_less_often()
    return application


def _jobs(goldlist: Goldlist, watch: Observer) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    return [
        lambda: patrol(goldlist.check_members, goldlist.somewhere, watch),
        lambda: sweep(goldlist.sweep),
        lambda: sweep(goldlist.issue_vouchers, failed="vouchers could not be given"),
    ]


def serve_forever(settings: Settings, host: str, port: int, processes: int) -> None:
    """Serve until told to stop. Raises SchemaOutdated, AlreadyServed, OSError."""
    if sqlite_path(settings.database_url) and processes > 1:
        print("goldlist: a SQLite file takes one process; serving with one", file=sys.stderr)
        processes = 1
    from app.api.http import server

    # uvicorn finishes its work and then passes the signal on, to whoever heard it before.
    signal.signal(signal.SIGTERM, _end_well)
    made = new_file(settings.database_url)
    with serve_alone(settings.database_url), _figures_of_all(processes):
        logs.set_up(settings.log_format, supervising=processes > 1)
        asyncio.run(_check(settings))
        if made:
            logger.info("made a new database", extra={"path": str(made)})
        listener = server.listen(host, port)
        _tell_address(settings, server.address_of(listener))
        server.run("app.main:serving", listener, processes)


def _tell_address(settings: Settings, address: str) -> None:
    if settings.log_format == "json":
        logger.info("serving", extra={"address": address})
    else:
        print(f"Goldlist serves at {address} (what it can do: {address}/docs)", flush=True)


@contextmanager
def _figures_of_all(processes: int) -> Iterator[None]:
    """A folder in which several processes put their figures together."""
    if processes == 1:
        os.environ.pop(FIGURES, None)
        yield
        return
    with TemporaryDirectory(prefix="goldlist-metrics-") as folder:
        os.environ[FIGURES] = folder
        yield


def work_forever(settings: Settings) -> None:
    """Do background work without serving, until told to stop. Raises SchemaOutdated."""
    logs.set_up(settings.log_format)

    async def work() -> None:
        async with opened(settings, may_create=False) as goldlist:
            stopped = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
            logger.info("at work")
            tasks = [asyncio.create_task(job()) for job in _jobs(goldlist, Observer())]
            await stopped.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(work())


async def _check(settings: Settings) -> None:
    async with opened(settings):
        pass


def _look_for_garbage_less_often() -> None:
    """What is there once all is put together stays: looking through it held every caller up for 80 ms now and then.

    A batch of purchases makes thousands of objects and no cycles, so that looking after each 700 found nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER_OBJECTS, 20, 10)


def _end_with_parent() -> None:
    """Several processes share a port: one that stayed behind would keep every server after it from starting."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    _end_process()


def _end_well(*_: object) -> NoReturn:
    raise SystemExit(0)


def _end_process() -> None:
    # Whoever restarts us is to see that this was not wanted.
    atexit.register(os._exit, 1)
    os.kill(os.getpid(), signal.SIGTERM)
