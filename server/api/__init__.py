"""The REST API, version 1: one file per noun."""

from fastapi import APIRouter

from server.api import graphs, live, networks, ops, version, words

router = APIRouter(prefix="/api/v1")
router.include_router(graphs.router)
router.include_router(live.router)
router.include_router(networks.router)
router.include_router(ops.router)
router.include_router(words.router)
router.include_router(version.router)
