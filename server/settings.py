"""Every limit and switch of the server, each read from ``NABLASCOPE_<NAME>`` in the environment."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING, Annotated, Literal

import limits
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.asyncio.connection import parse_url

import engine
from server.budgets import LaneName, budget_of, budget_settings

if TYPE_CHECKING:
    Budgets = BaseSettings
else:
    Budgets = budget_settings(BaseSettings)

ORIGIN = re.compile(r"https?://[^/?#@\s]+")

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


def _is_rate(text: str) -> str:
    """Hold a rate against the form that the counter reads."""
    try:
        limits.parse(text)
    except ValueError:
        raise ValueError("It should be a rate, such as 6000/minute") from None
    return text


def _are_addresses(text: str) -> str:
    """Hold the proxies against the forms that can be compared: a name never matches anybody."""
    for one in filter(None, map(str.strip, text.split(","))):
        try:
            _ = one == "*" or ip_network(one, strict=False)
        except ValueError:
            raise ValueError(f"It should hold addresses or networks, and {one!r} is none") from None
    return text


def _is_redis(text: str) -> str:
    """Hold the address of Redis against what its client can read."""
    try:
        _ = text and parse_url(text)
    except ValueError:
        raise ValueError("It should be a URL, such as redis://host:6379/0") from None
    return text


def _is_origin(text: str) -> str:
    """Hold an origin against what browsers send: a scheme, a host, a port, and nothing behind."""
    if not ORIGIN.fullmatch(text):
        raise ValueError(f"An origin should look like https://example.org, and {text!r} does not")
    return text


class Settings(Budgets):
    """What may differ between a laptop, a lecture hall and a cluster.

    A program runs in the fast lane first. What its small budget refuses, or what runs longer than
    ``fast_seconds``, starts again in the heavy lane; what the budget of that one refuses as well
    starts again as a job. ``heavy_seconds`` and ``job_seconds`` are the end. Clocks start when a
    worker takes the program, and stand still while it has no processor to run on, so neither the
    queue nor a busy machine decides about a program. The numbers of the three
    budgets are settings as well: ``fast_ops``, ``heavy_ops``, ``job_ops`` and so on.
    """

    model_config = SettingsConfigDict(
        env_prefix="NABLASCOPE_", frozen=True, use_attribute_docstrings=True
    )

    host: str = "127.0.0.1"
    """Address to listen at; 0.0.0.0 for all of this machine, :: for all by IPv6."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to listen at; 0 asks the system for a free one."""

    fast_workers: Annotated[int, Field(ge=0)] = 0
    """Processes for programs of some milliseconds; they serve nobody else. 0: one for each
    processor, up to four, which is as many as one server keeps busy."""
    heavy_workers: Count = 1
    """Processes for programs of up to about half a second."""
    job_workers: Count = 1
    """Processes for what takes seconds, such as training."""
    fast_seconds: Seconds = 2.0
    """Time by the clock after which a program moves from the fast to the heavy lane."""
    heavy_seconds: Seconds = 10.0
    """Time by the clock after which a program of the heavy lane is stopped."""
    job_seconds: Seconds = 120.0
    """Time by the clock after which a job is stopped."""
    cpu_seconds: Seconds = 2.0
    """Time of a processor that a program may use in the fast and in the heavy lane: twice what the
    slowest takes that the budgets let pass (python -m benchmarks.service slowest)."""
    job_cpu_seconds: Seconds = 60.0
    """Time of a processor that a job may use."""
    waiting: Count = 1024
    """Programs that may wait in the fast and in the heavy lane; one more is refused with 503."""
    job_waiting: Count = 8
    """Jobs that may wait; one more is refused with 503."""
    jobs_per_client: Count = 1
    """Jobs of one client that may run at once; the others wait for their turn."""
    worker_bytes: Count = 192 * 1024**2
    """What a program may add to the memory of its worker in the fast and in the heavy lane, where
    the largest that the budgets let pass takes about 160 MiB."""
    job_bytes: Count = 2 * 1024**3
    """What a job may add to the memory of its worker."""

    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """What is logged; from ``info`` on every request leaves a line."""
    log_programs: bool = False
    """Whether the log may hold what people typed."""

    body_bytes: Count = 256 * 1024
    """The largest request body that is read."""
    header_bytes: Count = 16 * 1024
    """The most that the headers of a request may have, its address included."""
    receipt_seconds: Seconds = 10.0
    """Within which a request arrives whole, or is given up."""
    sending_seconds: Seconds = 10.0
    """Within which a client takes most of what waits to be sent to it, some 100 KiB, or is given
    up."""
    rate: Annotated[str, AfterValidator(_is_rate)] = "6000/minute"
    """How often one address may ask for work. A class behind one router has one address."""
    proxies: Annotated[str, AfterValidator(_are_addresses)] = "127.0.0.1"
    """Addresses whose word counts on who the client is, with commas between them; * for all."""

    cache_bytes: Count = 64 * 1024**2
    """Documents kept to be fetched again by digest."""
    cache_seconds: Count = 3600
    """How long Redis keeps a document."""
    redis_url: Annotated[str, AfterValidator(_is_redis)] = ""
    """Where several replicas keep documents and count requests together; empty: each its own."""

    origins: tuple[Annotated[str, AfterValidator(_is_origin)], ...] = ()
    """Other origins whose pages may use the API and be live, such as "https://example.org"; the
    server's own too where a proxy in front of it does not pass its name on."""
    live_sockets: Count = 512
    """Pages that may be live at once; a page beyond them asks by POST."""
    live_sockets_per_client: Count = 384
    """Those of one address, which may be that of a lecture hall."""
    live_idle_seconds: Seconds = 300.0
    """A socket on which nothing moves for so long is closed; the page opens another one."""
    live_messages_per_second: Count = 120
    """Two a frame at most; a second's worth may come at once."""

    streams: Count = 256
    """Streams of server-sent events that may be open at once, each for one long evaluation."""
    streams_per_client: Count = 192
    """Those of one address, which may be that of a lecture hall."""
    stream_after_seconds: Annotated[float, Field(ge=0)] = 0.4
    """How long an answer may take before whoever accepts a stream as well gets one."""
    stream_quiet_seconds: Seconds = 15.0
    """A stream on which nothing happens for so long says that it is still there."""

    drain_seconds: Annotated[float, Field(ge=0)] = 5.0
    """How long answers may still be waited for when the server is told to end; after that they are
    refused with 503."""

    def budget(self, lane: LaneName) -> engine.Budget:
        """Give the budget of a lane."""
        return budget_of(self, lane)
