"""Prometheus metrics of the service and its business: only sums, with labels from short fixed lists.

Several serving processes share a folder, and any of them answers for all (prometheus-client's multiprocess mode, which
reads PROMETHEUS_MULTIPROC_DIR on first import).
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.actions.writing.batch_stats import BatchStats
from app.actions.writing.observer import Observer
from app.api.contract.outcome import Outcome

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECOND: Final = 1_000_000_000

_REQUEST_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_COMMIT_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2)
_BATCH_COMMANDS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics(Observer):
    """The figures of one process; `shared_folder` combines those of several."""

    def __init__(self, shared_folder: Path | None) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = CollectorRegistry()
        self._requests = Counter("goldlist_requests", "Requests answered.", ["operation", "status"], registry=registry)
        self._request_seconds = Histogram(
            "goldlist_request_seconds",
            "Seconds from a request's head to its answer.",
            ["operation"],
            registry=registry,
            buckets=_REQUEST_SECONDS,
        )
        self._refusals = Counter(
            "goldlist_refusals", "Requests answered with a problem.", ["problem"], registry=registry
        )
        self._waiting = Gauge(
            "goldlist_queue_waiting",
            "Commands waiting behind the batch in progress.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._batch_commands = Histogram(
            "goldlist_batch_commands", "Commands per transaction.", registry=registry, buckets=_BATCH_COMMANDS
        )
        self._commit_seconds = Histogram(
            "goldlist_commit_seconds", "Duration of COMMIT.", registry=registry, buckets=_COMMIT_SECONDS
        )
        self._database_errors = Counter(
            "goldlist_database_errors",
            "Failed transactions: unavailable, or conflict with another transaction.",
            ["kind"],
            registry=registry,
        )
        self._checked = Counter(
            "goldlist_members_checked", "Members rebuilt from the tables, to verify them.", registry=registry
        )
        self._differences = Counter(
            "goldlist_check_differences", "Differences between stored states and rebuilt ones.", registry=registry
        )
        self._time_effects = Counter("goldlist_time_effects", "Members updated by the sweep.", registry=registry)
        self._sweep_late = Gauge(
            "goldlist_sweep_late_seconds",
            "Age of the oldest effect of time still due; 0 if none is.",
            registry=registry,
            multiprocess_mode="livemostrecent",
        )
        self._trade = {name: Counter(f"goldlist_{name}", text, registry=registry) for name, text in _TRADE.items()}
        self._rebates = {
            name: Counter(f"goldlist_{name}", text, ["currency"], registry=registry) for name, text in _REBATES.items()
        }
        self._answers: dict[tuple[str, int], Counter] = {}
        self._durations: dict[str, Histogram] = {}
        self._told: dict[str, Counter] = {}
        self._registry = _shared(shared_folder) if shared_folder else _alone(registry)

    def text(self) -> bytes:
        """The metrics in Prometheus's text format."""
        return generate_latest(self._registry)

    def answered(self, outcome: Outcome) -> None:
        """Count an answered request."""
        operation, status = outcome.operation, outcome.status
        # Looking up a label costs more than counting.
        counter = self._answers.get((operation, status))
        if counter is None:
            counter = self._answers[operation, status] = self._requests.labels(operation, status)
            self._durations[operation] = self._request_seconds.labels(operation)
        counter.inc()
        self._durations[operation].observe(outcome.nanoseconds / SECOND)
        if outcome.problem:
            refusals = self._told.get(outcome.problem)
            if refusals is None:
                refusals = self._told[outcome.problem] = self._refusals.labels(outcome.problem)
            refusals.inc()

    def batch_taken(self, waiting: int) -> None:
        self._waiting.set(waiting)

    def batch_done(self, commands: int) -> None:
        self._batch_commands.observe(commands)

    def committed(self, nanoseconds: int) -> None:
        self._commit_seconds.observe(nanoseconds / SECOND)

    def database_failed(self, kind: str) -> None:
        self._database_errors.labels(kind).inc()

    def members_checked(self, members: int, differences: int) -> None:
        self._checked.inc(members)
        self._differences.inc(differences)

    def time_passed(self, members: int) -> None:
        self._time_effects.inc(members)

    def swept_late(self, seconds: float) -> None:
        self._sweep_late.set(seconds)

    def traded(self, trade: BatchStats) -> None:
        for name, counter in self._trade.items():
            if amount := getattr(trade, name):
                counter.inc(amount)
        for name, counter in self._rebates.items():
            amounts: Mapping[str, int] = getattr(trade, name)
            for currency, amount in amounts.items():
                counter.labels(currency).inc(amount)


_TRADE: Final = {
    "members_enrolled": "Members enrolled.",
    "purchases": "Purchases recorded.",
    "returns": "Recorded returns and voids.",
    "points_issued": "Points issued by purchases, rebates and manually.",
    "points_taken_back": "Points taken back by returns and manually.",
    "vouchers_issued": "Vouchers issued.",
}
_REBATES: Final = {
    "rebates_due": "Rebates accrued, in minor units.",
    "rebates_withdrawn": "Rebates no longer due after returns, in minor units.",
}


def _alone(registry: CollectorRegistry) -> CollectorRegistry:
    ProcessCollector(registry=registry)
    return registry


def _shared(folder: Path) -> CollectorRegistry:
    for file in folder.glob("gauge_live*_*.db"):
        process_id = int(file.stem.rpartition("_")[2])
        if not _is_alive(process_id):
            mark_process_dead(process_id, str(folder))  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    return registry


def _is_alive(process_id: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process_id, 0)
        return True
    return False
