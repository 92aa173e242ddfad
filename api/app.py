"""The application: wiring, on one screen.

A request passes: its id, security headers and limits (`gate`), the route, a workflow, the store.
What a workflow or the framework refuses becomes a problem document (`handling`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api.gate import Gate
from api.handling import handlers
from api.routes import clients
from api.workflows.unit import Service
from treasury import __version__

ROUTERS = (clients.router,)
UNDER = "/api/v1"


def application(service: Service) -> FastAPI:
    """The application that serves this store under these settings."""
    app = FastAPI(
        title="Treasury workbench",
        version=__version__,
        summary="A group's cash: modelled, pooled, explained to the unit.",
        openapi_url=f"{UNDER}/openapi.json",
        docs_url=None,
        redoc_url=None,
        exception_handlers=handlers(),
        lifespan=lived,
    )
    app.state.service = service
    under = APIRouter(prefix=UNDER)
    for router in ROUTERS:
        under.include_router(router)
    app.include_router(under)
    app.add_middleware(Gate, settings=service.settings)
    return app


@asynccontextmanager
async def lived(app: FastAPI) -> AsyncIterator[None]:
    """Give the store's connections back at the end."""
    yield
    app.state.service.database.closed()
