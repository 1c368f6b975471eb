"""The REST API, version 1: one file per noun."""

from server.api import graphs, live, networks, ops, version, words

PREFIX = "/api/v1"

ROUTERS = (
    graphs.router,
    live.router,
    networks.router,
    ops.router,
    words.router,
    version.router,
)
