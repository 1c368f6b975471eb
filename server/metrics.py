"""What the server counts, in the form that Prometheus collects."""

from __future__ import annotations

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

MEDIA_TYPE = CONTENT_TYPE_LATEST

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Where the histograms are cut: from a small program to a job."""


class Metrics:
    """One set of counters for one application; an address is counted as its route, not as typed."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "nablascope_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self.request_seconds = Histogram(
            "nablascope_request_seconds",
            "Seconds from a request's arrival to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self.refusals = Counter(
            "nablascope_refusals", "Problem documents sent.", ("kind",), registry=self._registry
        )
        self.sockets = Gauge(
            "nablascope_open_sockets", "WebSockets that are open.", registry=self._registry
        )
        self.streams = Gauge(
            "nablascope_open_streams",
            "Streams of server-sent events that are open.",
            registry=self._registry,
        )
        self.evaluation_seconds = Histogram(
            "nablascope_evaluation_seconds",
            "Seconds that a worker took for a program.",
            ("lane",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self.worker_restarts = Counter(
            "nablascope_worker_restarts",
            "Workers that were replaced.",
            ("lane",),
            registry=self._registry,
        )
        self.waiting = Gauge(
            "nablascope_queue_length",
            "Programs that wait for a worker of a lane.",
            ("lane",),
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Give all of them as Prometheus reads them."""
        return generate_latest(self._registry)
