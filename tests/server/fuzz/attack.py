"""Throws batches at a server, and looks after each of them whether it still answers."""

from __future__ import annotations

import http.client
import json
import socket
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.server.fuzz.requests import PLAIN, body_of

PATIENCE = 60.0
"""Seconds after which an answer counts as none: more than any lane gives a program here."""

PAUSE = 0.05
"""Seconds without an answer after which the rest of a request is given up."""

SETTINGS = {
    "rate": "1000000/second",
    "cache_bytes": 1_000_000,
    "heavy_seconds": 15,
    "job_seconds": 15,
    "job_cpu_seconds": 5,
}
"""How the server is started: what it keeps and counts does not grow, and nothing lasts long."""


@dataclass
class Attack:
    """An attack on a server, and what became of it: how often it answered with what."""

    url: str
    answers: Counter[str] = field(default_factory=Counter)
    connections: int = 4

    def throw_programs(self, requests: Sequence[object]) -> None:
        """Post programs, over a few connections at once, and then one whose answer is known."""
        groups = [requests[start :: self.connections] for start in range(self.connections)]
        with ThreadPoolExecutor(self.connections) as pool:
            for answers in pool.map(self._post_all, groups):
                self.answers.update(answers)
        self.ask_canary()

    def throw_bytes(self, requests: Sequence[bytes]) -> None:
        """Send what may be no request at all, each over a connection of its own."""
        with ThreadPoolExecutor(self.connections) as pool:
            self.answers.update(pool.map(self._send, requests))
        self.ask_canary()

    def ask_canary(self) -> None:
        """See that a well-behaved client is answered as ever."""
        with closing(self._connect()) as connection:
            status, body = self._post(connection, PLAIN)
        assert status == 200
        assert json.loads(body)["tensors"][0]["value"]["data"] == [2.0]

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)

    def _post_all(self, requests: Sequence[object]) -> list[str]:
        with closing(self._connect()) as connection:
            return [
                self._tell(request, *self._post(connection, body_of(request)))
                for request in requests
            ]

    def _post(self, connection: http.client.HTTPConnection, body: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/api/v1/graphs", body, headers)
        response = connection.getresponse()
        return response.status, response.read()

    def _tell(self, request: object, status: int, body: bytes) -> str:
        """Name an answer. Raises AssertionError for one that must not be."""
        answer = json.loads(body)
        assert status < 500, (request, answer)
        codes = {said["code"] for said in answer.get("diagnostics", ())}
        assert "internal" not in codes, (request, answer["diagnostics"])
        if status == 200:
            return "200"
        assert answer["status"] == status, request
        return f"{status} {answer['type'].removeprefix('/docs#problem-')}"

    def _send(self, data: bytes) -> str:
        place = urlsplit(self.url)
        assert place.hostname
        assert place.port
        answer = b""
        waits = True
        with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as connection:
            try:
                connection.sendall(data)
                connection.settimeout(PAUSE)
                while True:
                    try:
                        piece = connection.recv(65_536)
                    except TimeoutError:
                        assert waits, data
                        waits = False
                        connection.settimeout(PATIENCE)
                        connection.shutdown(socket.SHUT_WR)
                        continue
                    if not piece:
                        break
                    answer += piece
            except ConnectionError:
                pass  # it was closed on us, which is an answer
        first = answer.split(b"\r\n", 1)[0].decode("latin-1")
        if not first:
            return "bytes: closed"
        version, status, _ = first.split(" ", 2)
        assert version == "HTTP/1.1", (data, first)
        assert int(status) < 500, (data, answer)
        return f"bytes: {status}"


def memory_of(process: int) -> int:
    """Give the bytes that a process and all below it have in memory."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except FileNotFoundError:
            continue
        parents.setdefault(parent, []).append(int(path.parent.name))
    total, waiting = 0, [process]
    while waiting:
        one = waiting.pop()
        waiting += parents.get(one, [])
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * 4096
        except FileNotFoundError:
            continue
    return total
