"""The REST API, version 1: one file per noun."""

from fastapi import APIRouter

from server.api import graphs, networks, ops

router = APIRouter(prefix="/api/v1")
router.include_router(graphs.router)
router.include_router(networks.router)
router.include_router(ops.router)
