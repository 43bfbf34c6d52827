"""Ports for servers that tests start."""

import random
import socket

# Not of those that systems give to callers: a server takes its port a moment after it was found free, and whoever calls
# somebody just then might have been given it.
PORTS = range(20_000, 30_000)


def free_port() -> int:
    """A port that nobody listens at."""
    draw = random.SystemRandom()
    while True:
        port = draw.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
