"""Alive, ready, and how busy: for machines that watch."""

import anyio.to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.routes import Here

router = APIRouter()


@router.get("/health")
async def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"description": "A part is down; the body says which"}})
async def ready(here: Here) -> JSONResponse:
    """Whether every part answers: database, Rasa, action server. Parents are answered even when Rasa is down."""
    parts = {"database": await anyio.to_thread.run_sync(here.database_ready)} | await here.rasa.parts_ready()
    words = {name: "ok" if up else "down" for name, up in parts.items()}
    everything = all(parts.values())
    return JSONResponse(
        {"status": "ready" if everything else "degraded", "parts": words}, status_code=200 if everything else 503
    )


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Counts and times for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
