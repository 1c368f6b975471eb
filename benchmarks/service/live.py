"""Fifty pages that are live at the same time, each with a slider in the hand."""

from __future__ import annotations

import asyncio
import json
import math
import time

from websockets.asyncio.client import connect

from benchmarks.service.client import Reply
from benchmarks.service.programs import chain
from benchmarks.service.started import serving
from benchmarks.service.tally import COLUMNS, Tally, print_head, print_row

SOCKETS = (1, 10, 50)
MOVES_A_SECOND = 4
"""Of each slider: fifty of them are two hundred programs a second."""
SECONDS = 6.0


async def slide(port: int, seconds: float, moves_a_second: float, delay: float) -> Tally:
    """Move one slider; the next move waits for its time, and for the answer to the one before."""
    tally = Tally()
    await asyncio.sleep(delay)
    url, origin = f"ws://127.0.0.1:{port}/api/v1/live", f"http://127.0.0.1:{port}"
    async with connect(url, origin=origin, max_size=None, compression=None) as socket:
        await socket.send(json.dumps({"type": "open", "seq": 0, "source": chain()}))
        assert json.loads(await socket.recv())["type"] == "document"
        begun = time.perf_counter()
        for seq in range(1, int(seconds * moves_a_second) + 1):
            await asyncio.sleep(begun + seq / moves_a_second - time.perf_counter())
            start = time.perf_counter()
            await socket.send(
                json.dumps({"type": "set", "seq": seq, "inputs": {"x": math.sin(seq / 10)}})
            )
            body = await socket.recv(decode=False)
            answer = json.loads(body)
            status = 200 if (answer["type"], answer["seq"]) == ("values", seq) else 500
            tally.add(Reply(status, body, time.perf_counter() - start))
    return tally


async def slide_together(port: int, sockets: int, seconds: float) -> Tally:
    """Move so many sliders, none in step with another."""
    delays = [number / sockets / MOVES_A_SECOND for number in range(sockets)]
    sliders = (slide(port, seconds, MOVES_A_SECOND, delay) for delay in delays)
    together = Tally()
    for tally in await asyncio.gather(*sliders):
        together.seconds += tally.seconds
        together.statuses += tally.statuses
    return together


def main(share: float = 1) -> None:
    """Print the table, by number of sockets."""
    print_head("live pages", "moves a second of each", *COLUMNS)
    with serving() as server:
        for sockets in SOCKETS:
            tally = asyncio.run(slide_together(server.port, sockets, share * SECONDS))
            print_row(sockets, MOVES_A_SECOND, *tally.cells())
