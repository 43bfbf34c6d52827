"""Composes Goldlist: the only place where settings become a database, a queue and an application."""

import asyncio
import atexit
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

from app import logs
from app.actions.events.messages import WAITS
from app.actions.goldlist import Goldlist
from app.actions.writing.observer import Observer
from app.capacity import fitting_processes
from app.jobs.sequence import sequence
from app.jobs.sweep import sweep
from app.jobs.take_in_job import take_in
from app.jobs.verify_job import patrol
from app.outside.door import Door
from app.settings import Settings, read_settings
from app.store.connection.database import Database, new_file, sqlite_path
from app.store.connection.errors import NoDatabase
from app.store.connection.schema import ensure_current, migrate
from app.store.connection.serve_lock import serve_alone

if TYPE_CHECKING:
    from app.traces import Traces

GARBAGE_AFTER_OBJECTS = 5_000
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
# The standard variables that name a collector of traces.
COLLECTORS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
# uvicorn's exit code for a process that could not start.
STARTUP_FAILURE = 3
START_SECONDS = 30
PUSH_PAUSE_SECONDS = 0.05
BACKFILL_PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)

__all__ = ["Goldlist", "opened", "serve_forever", "serving"]


def real_now() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)


def composed(settings: Settings, watch: Observer | None = None, traces: "Traces | None" = None) -> Goldlist:
    """A Goldlist on the configured database; start it inside an event loop."""
    database = Database.open(
        settings.database_url,
        watch,
        pooler=settings.database_pooler == "transaction",
        wait_seconds=settings.database_wait_seconds,
    )
    if traces:
        database.observe(traces.around_source)
    pepper, secrets_key = settings.pepper(), settings.secrets_key()
    goldlist = Goldlist(
        database,
        real_now,
        pepper,
        _end_process,
        watch,
        secrets_key=secrets_key,
        events_days=settings.events_days,
        public_url=settings.public_url.rstrip("/") if settings.public_url else None,
        door=traces.door(settings.outgoing()) if traces else Door(settings.outgoing()),
        webhook_waits=settings.waits() or WAITS,
    )
    if traces:
        goldlist.commands.observe(traces.around_batch, traces.mark)
    return goldlist


def wanted_traces(environment: Mapping[str, str]) -> "Traces | None":
    """Traces, if the standard variables ask for them and the extra is installed."""
    is_off = (
        environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or environment.get("OTEL_TRACES_EXPORTER") == "none"
    )
    if is_off or not any(environment.get(name) for name in COLLECTORS):
        return None
    try:
        from app.traces import Traces

        return Traces.from_environment()
    except ImportError:
        logger.warning("no traces: they need the extra goldlist[otel]")
        return None


@asynccontextmanager
async def opened(
    settings: Settings, *, may_create: bool = True, traces: "Traces | None" = None
) -> AsyncIterator[Goldlist]:
    """A started Goldlist for one task, its schema checked; a SQLite file is migrated.

    Raises NoDatabase if there is no SQLite file, unless `may_create`.
    """
    if new_file(settings.database_url) and not may_create:
        raise NoDatabase("it does not exist yet (`goldlist serve`, `migrate` and `program create` create it)")
    if sqlite_path(settings.database_url):
        await migrate(settings.database_url, wait_seconds=settings.database_wait_seconds)
    goldlist = composed(settings, traces=traces)
    try:
        await ensure_current(goldlist.database)
        goldlist.start()
        yield goldlist
    finally:
        await goldlist.close()


@asynccontextmanager
async def scratch() -> AsyncIterator[Goldlist]:
    """A started Goldlist on an empty SQLite file, which is removed afterwards."""
    with TemporaryDirectory(prefix="goldlist-preview-") as folder:
        settings = read_settings().model_copy(update={"database_url": f"sqlite:///{folder}/preview.db"})
        async with opened(settings) as goldlist:
            yield goldlist


def serving() -> Any:
    """The ASGI application of one serving process; uvicorn calls this in each. Exits if it cannot start."""
    try:
        return _application()
    except Exception:
        logger.exception("cannot start")
        # A process with another exit code is restarted, and would fail again.
        sys.exit(STARTUP_FAILURE)


def _application() -> Any:
    from app.api.http.access_log import AccessLog
    from app.api.http.application import create_application  # FastAPI is slow to import, and only serving needs it
    from app.api.http.metrics import Metrics
    from app.pages.routes import Letters

    _end_with_parent()
    settings = read_settings()
    write_lines = logs.set_up(settings.log_format)
    shared_folder = os.environ.get(FIGURES)
    metrics = Metrics(Path(shared_folder) if shared_folder else None)
    access_log = AccessLog(write_lines, real_now, logs.time_text) if settings.access_log else None
    traces = wanted_traces(os.environ)
    goldlist = composed(settings, metrics, traces)
    application = create_application(
        goldlist,
        metrics=metrics,
        show_metrics=settings.metrics,
        access_log=access_log,
        requests_per_second=settings.requests_per_second,
        jobs=_jobs(goldlist, metrics) if settings.worker else [],
        pages=[*Letters(goldlist).routes(), *(pages_of(goldlist, settings) if settings.pages else ())],
        reports=[traces.name_request] if traces else [],
    )
    _collect_garbage_less_often()
    return traces.around_gateway(application) if traces else application


def pages_of(goldlist: Goldlist, settings: Settings) -> list[Any]:
    """The routes of the pages for people."""
    from app.pages.page_settings import PageSettings
    from app.pages.routes import Pages

    return Pages(goldlist, PageSettings(goldlist.public_url, settings.sign_in_header, settings.networks())).routes()


def _jobs(goldlist: Goldlist, watch: Observer) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    return [
        lambda: patrol(goldlist.verification.check_some, goldlist.verification.somewhere, watch),
        lambda: sweep(goldlist.sweep),
        lambda: sequence(goldlist.sequencer.go_round),
        lambda: sweep(goldlist.sales_counts.go_round, failed="summing sales failed"),
        lambda: sweep(goldlist.pusher.go_round, PUSH_PAUSE_SECONDS, failed="the sending of events failed"),
        lambda: sweep(goldlist.voucher_batches.go_round, failed="the issuing of voucher batches failed"),
        lambda: sweep(goldlist.contact_lists.go_round, failed="the choosing of members to contact failed"),
        lambda: sweep(goldlist.insight_reviews.go_round, failed="the review of customers failed"),
        lambda: sweep(goldlist.rehearsals.go_round, failed="the rehearsal of a programme failed"),
        lambda: sweep(goldlist.alert_rounds.go_round, failed="reporting customers failed"),
        lambda: sweep(goldlist.notices.go_round, failed="announcing what ends soon failed"),
        lambda: sweep(goldlist.segments.go_round, failed="deciding segments failed"),
        lambda: sweep(goldlist.publishing.go_round, failed="writing to shop systems failed"),
        lambda: sweep(goldlist.backfilling.go_round, BACKFILL_PAUSE_SECONDS, failed="fetching past orders failed"),
        lambda: take_in(goldlist.take_in.go_round, goldlist.take_in.forget_old, goldlist.arrival),
    ]


def serve_forever(settings: Settings, host: str, port: int, wanted: int | None) -> None:
    """Serve with this number of processes, or as many as help, until told to stop.

    Raises SchemaOutdated, AlreadyServed, DatabaseUnavailable, OSError.
    """
    processes = wanted or asyncio.run(fitting_processes(settings))
    if sqlite_path(settings.database_url) and processes > 1:
        print("goldlist: a SQLite file allows only one process; serving with one", file=sys.stderr)
        processes = 1
    from app.api.http import server

    # uvicorn shuts down and then re-raises the signal for the previous handler.
    signal.signal(signal.SIGTERM, _end_well)
    made = new_file(settings.database_url)
    with serve_alone(settings.database_url), _figures_of_all(processes):
        logs.set_up(settings.log_format, supervising=processes > 1)
        asyncio.run(_check(settings))
        if processes > 1 and not wanted:
            logger.info("one process for each core", extra={"processes": processes})
        if made:
            logger.info("created a new database", extra={"path": str(made)})
        listener = server.listen(host, port)
        _tell_address(settings, server.address_of(listener))
        server.run("app.main:serving", listener, processes)


def _tell_address(settings: Settings, address: str) -> None:
    if settings.log_format == "json":
        logger.info("serving", extra={"address": address})
    else:
        print(f"Goldlist serves at {address} (API documentation: {address}/docs)", flush=True)


@contextmanager
def _figures_of_all(processes: int) -> Iterator[None]:
    """A folder for the metrics of several processes."""
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
        traces = wanted_traces(os.environ)
        async with opened(settings, may_create=False, traces=traces) as goldlist:
            stopped = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
            logger.info("at work")
            tasks = [asyncio.create_task(job()) for job in _jobs(goldlist, Observer())]
            await stopped.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if traces:
            await traces.close()

    asyncio.run(work())


async def _check(settings: Settings) -> None:
    async with opened(settings):
        pass


def _collect_garbage_less_often() -> None:
    """Exempt startup objects from garbage collection: scanning them delayed requests by up to 80 ms.

    A batch of purchases makes thousands of objects but no cycles, so a collection after every 700 found nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER_OBJECTS, 20, 10)


def _end_with_parent() -> None:
    """Several processes share a port: an orphan would keep every later server from starting."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    _end_process()


def _end_well(*_: object) -> NoReturn:
    raise SystemExit(0)


def _end_process() -> None:
    # The exit code shows the supervisor that this stop was not requested.
    atexit.register(os._exit, 1)
    os.kill(os.getpid(), signal.SIGTERM)
