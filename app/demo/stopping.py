"""Stop signals: Ctrl-C, SIGTERM, or a closed terminal."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ASKING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def told_to_stop() -> Iterator[None]:
    """Turn every stop signal into KeyboardInterrupt, so that child processes are stopped too."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _answering(stop):
        yield


@contextmanager
def not_now() -> Iterator[None]:
    """Delay stop signals until the block has ended."""
    asked: list[int] = []
    with _answering(lambda number, frame: asked.append(number)):
        yield
    if asked:
        raise KeyboardInterrupt


@contextmanager
def _answering(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = [(number, signal.signal(number, handler)) for number in ASKING]
    try:
        yield
    finally:
        for number, earlier in before:
            signal.signal(number, earlier)
