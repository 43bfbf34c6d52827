"""Turns of the loop, for what has to have happened before a test goes on."""

import asyncio

ENOUGH = 100


async def let_run() -> None:
    """Let everything go on that waits for nothing from outside. A moment of time may be too short on a busy machine."""
    for _ in range(ENOUGH):
        await asyncio.sleep(0)
