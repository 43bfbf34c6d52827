"""Being told to stop: by Ctrl-C, by SIGTERM, or by the terminal going away."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ASKING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def told_to_stop() -> Iterator[None]:
    """Let every way of asking the process to end raise KeyboardInterrupt, so that what was started is ended too."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _answering(stop):
        yield


@contextmanager
def not_now() -> Iterator[None]:
    """Hold being told to stop back until the block has ended."""
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
