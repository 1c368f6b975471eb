"""Two replicas behind the real nginx, with the configuration of ``deploy/nginx``."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.sync.client import connect

from server.problems import KINDS
from tests.conftest import ROOT, Server, start_server
from tests.server import streams
from tests.server.services import find, free_port, wait_for
from tests.server.test_serve import wait_until

NGINX = ROOT / "deploy" / "nginx"
PROGRAM = json.dumps({"source": "x = 3.0\nx * x"}).encode()
JSON = {"Content-Type": "application/json"}


@contextmanager
def nginx(folder: Path, *replicas: str, patience: str = "10s") -> Iterator[int]:
    """Run nginx in front of replicas, and give its port. Its log is empty but for their absence."""
    port = free_port()
    names = [f"server {urlsplit(url).netloc} max_fails=1 fail_timeout=2s;" for url in replicas]
    upstream = (NGINX / "replicas.conf").read_text()
    upstream = re.sub(r"server nablascope:8000 .*;", "\n".join(names), upstream)
    (folder / "nginx.conf").write_text(
        (NGINX / "nginx.conf").read_text().replace(" 10s;", f" {patience};")
    )
    (folder / "replicas.conf").write_text(upstream)
    (folder / "listen.conf").write_text(f"listen 127.0.0.1:{port};")
    command = [find("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGQUIT)
        _, log = process.communicate(timeout=30)
        lines = [line for line in log.splitlines() if "upstream" not in line]
        assert [line for line in lines if "[emerg]" in line or "[alert]" in line] == []


def ask(
    port: int, method: str, path: str, body: bytes = b"", source: str = "127.0.0.1", **headers: str
) -> tuple[int, bytes, http.client.HTTPMessage]:
    with closing(
        http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    ) as connection:
        connection.request(method, path, body, {**JSON, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers


def evaluate(port: int, **headers: str) -> int:
    return ask(port, "POST", "/api/v1/graphs", PROGRAM, **headers)[0]


@pytest.fixture(scope="module")
def replicas() -> Iterator[list[Server]]:
    """Give two that live until the end."""
    both = [start_server(proxies="127.0.0.1"), start_server(proxies="127.0.0.1")]
    yield both
    assert [one.stop() for one in both] == ["", ""]


@pytest.fixture(scope="module")
def proxy(replicas: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of nginx in front of both."""
    with nginx(tmp_path_factory.mktemp("nginx"), *(one.url for one in replicas)) as port:
        yield port


def port_of(server: Server) -> int:
    port = urlsplit(server.url).port
    assert port
    return port


def measured(server: Server, name: str) -> float:
    return streams.measured(port_of(server), name)


def answered(server: Server) -> int:
    """Say how many programs a replica has answered, by its own count."""
    return int(measured(server, 'requests_total{method="POST".*?}'))


def test_both_replicas_work(proxy: int, replicas: list[Server]) -> None:
    assert {ask(proxy, "GET", path)[0] for path in ("/api/v1/ops/add", "/healthz", "/readyz")} == {
        200
    }
    before = list(map(answered, replicas))
    assert {evaluate(proxy) for _ in range(10)} == {200}
    gained = [answered(one) - had for one, had in zip(replicas, before, strict=True)]
    assert sum(gained) == 10
    assert min(gained) > 0


def test_a_page_is_live_through_it(proxy: int) -> None:
    here = f"127.0.0.1:{proxy}"
    with connect(f"ws://{here}/api/v1/live", origin=f"http://{here}") as socket:  # type: ignore[arg-type]
        socket.send(json.dumps({"type": "open", "seq": 1, "source": "x = input(3.0)\nx * x"}))
        assert json.loads(socket.recv(30))["type"] == "document"
        socket.send(json.dumps({"type": "set", "seq": 2, "inputs": {"x": 4.0}}))
        told = json.loads(socket.recv(30))
        assert told["arrays"]["gradients"] == {"1:x": [8.0]}


def test_a_stream_comes_through_event_by_event_and_who_leaves_is_noticed(
    proxy: int, replicas: list[Server]
) -> None:
    with streams.ask(proxy, {"source": streams.LONG}, streams.EITHER) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        kinds = (kind for kind, _ in streams.events(answer))
        assert "progress" in kinds  # read while it runs: the answer has not come
        assert sum(measured(one, "open_streams") for one in replicas) == 1
    assert wait_until(lambda: sum(measured(one, "open_streams") for one in replicas) == 0)
    restarts = 'worker_restarts_total{lane="job"}'
    assert wait_until(lambda: sum(measured(one, restarts) for one in replicas) == 1)


@pytest.mark.parametrize(
    ("path", "size", "header", "kind"),
    [
        ("/api/v1/graphs", 256 * 1024 + 1, 1, "too-large"),
        ("/healthz", 0, 20_000, "headers-too-large"),
        ("/" + "a" * 20_000, 0, 1, "headers-too-large"),
        ("/metrics", 0, 1, "not-found"),
        ("/problem/not-http", 0, 1, "not-found"),
    ],
)
def test_what_nginx_refuses_is_a_problem(
    proxy: int, path: str, size: int, header: int, kind: str
) -> None:
    status, body, headers = ask(proxy, "POST" if size else "GET", path, b" " * size, A="a" * header)
    about = KINDS[kind]  # type: ignore[index]
    told = json.loads(body)
    assert headers["content-type"] == "application/problem+json"
    assert told["type"] == f"/docs#problem-{kind}"
    assert (status, told["status"], told["title"]) == (about.status, about.status, about.title)


def test_a_body_as_large_as_it_may_be_passes(proxy: int) -> None:
    body = PROGRAM + b" " * (256 * 1024 - len(PROGRAM))
    assert ask(proxy, "POST", "/api/v1/graphs", body)[0] == 200


def test_where_no_replica_is_there_it_says_so(tmp_path: Path) -> None:
    with nginx(tmp_path, f"http://127.0.0.1:{free_port()}") as port:
        status, body, headers = ask(port, "GET", "/readyz")
    assert (status, headers["retry-after"]) == (503, "2")
    assert json.loads(body)["type"] == "/docs#problem-not-ready"


def test_who_asks_is_whom_nginx_sees(tmp_path: Path) -> None:
    replica = start_server(proxies="127.0.0.1", rate="2/hour")
    with nginx(tmp_path, replica.url) as port:
        claims = ("10.0.0.1", "10.0.0.2", "127.0.0.9, 10.0.0.3")
        told = [evaluate(port, **{"X-Forwarded-For": claim}) for claim in claims]
        assert told == [200, 200, 429]
        # Another address is another client, so the replica believes nginx.
        assert evaluate(port, source="127.0.0.2") == 200
    assert replica.stop() == ""


def test_a_replica_believes_no_stranger() -> None:
    replica = start_server(proxies="192.0.2.1", rate="1/hour")
    port = urlsplit(replica.url).port
    assert port
    assert [evaluate(port, **{"X-Forwarded-For": f"10.0.0.{n}"}) for n in (1, 2)] == [200, 429]
    assert replica.stop() == ""


def test_slow_clients_are_given_up_and_hold_up_nobody(
    replicas: list[Server], tmp_path: Path
) -> None:
    head = b"POST /api/v1/graphs HTTP/1.1\r\nHost: here\r\n"
    halves = (b"", head, head + b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
    with nginx(tmp_path, *(one.url for one in replicas), patience="1s") as port:
        slow = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(60)]
        for number, connection in enumerate(slow):
            connection.sendall(halves[number % len(halves)])
        assert evaluate(port) == 200
        for connection in slow:
            with connection:
                assert ends(connection)


def ends(connection: socket.socket) -> bool:
    """Read until the other side closes or resets."""
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    return True


def test_one_replica_killed_under_load_loses_no_request(
    replicas: list[Server], tmp_path: Path
) -> None:
    both = [start_server(proxies="127.0.0.1"), replicas[0]]
    told: list[int] = []
    cut: list[http.client.IncompleteRead] = []
    over = threading.Event()

    def keep_asking(port: int) -> None:
        while not over.is_set():
            # No proxy can take back an answer that has begun.
            try:
                told.append(evaluate(port))
            except http.client.IncompleteRead as answer:
                cut.append(answer)

    def until(count: int) -> None:
        end = time.monotonic() + 60
        while len(told) < count and time.monotonic() < end:
            time.sleep(0.01)

    with nginx(tmp_path, *(one.url for one in both)) as port:
        clients = [threading.Thread(target=keep_asking, args=(port,)) for _ in range(8)]
        for client in clients:
            client.start()
        until(50)
        both[0].process.kill()
        both[0].process.communicate()
        until(len(told) + 200)
        over.set()
        for client in clients:
            client.join()
        assert ask(port, "GET", "/readyz")[0] == ask(port, "GET", "/healthz")[0] == 200
    assert len(told) >= 250
    assert set(told) == {200}
    assert len(cut) <= len(clients)
