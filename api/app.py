"""The application: wiring, on one screen.

A request passes: its id, security headers and limits (`gate`), the route, a workflow, the store.
What a workflow or the framework refuses becomes a problem document (`handling`).
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from api.describing.application import Described, name_of
from api.gate import Gate, Routes, Uploads
from api.handling import handlers
from api.routes import (
    approvals,
    audit_entries,
    clients,
    comparisons,
    entries,
    following,
    group,
    health,
    me,
    people,
    positions,
    previews,
    problem_pages,
    reference,
    results,
    runs,
    scenarios,
    statements,
    structures,
    telling,
)
from api.sifting import sifted, takes_files
from api.web import pages
from api.workflows.aside import Aside, Here
from api.workflows.unit import Service
from treasury import __version__

ROUTERS = (
    audit_entries.router,
    me.router,
    people.router,
    people.departments,
    clients.router,
    group.router,
    statements.router,
    entries.router,
    positions.router,
    scenarios.router,
    runs.router,
    structures.router,
    previews.router,
    approvals.router,
    following.router,
    results.router,
    telling.router,
    comparisons.router,
    reference.router,
)
BESIDE = (health.router, problem_pages.router, pages.router)
"""What does not belong to a version of the API."""
UNDER = "/api/v1"


def never() -> bool:
    """The service goes on."""
    return False


def application(
    service: Service, stopping: Callable[[], bool] = never, aside: Aside | None = None
) -> FastAPI:
    """The application that serves this store under these settings.

    `stopping` says whether the service is about to end: streams ask it and end then. `aside` does
    what takes seconds of computing; None: it is done here.
    """
    app = Described(
        title="Treasury workbench",
        version=__version__,
        summary="A group's cash: modelled, pooled, explained to the unit.",
        openapi_url=f"{UNDER}/openapi.json",
        generate_unique_id_function=name_of,
        docs_url=None,
        redoc_url=None,
        exception_handlers=handlers(),
        lifespan=lived,
    )
    app.state.service, app.state.stopping = service, stopping
    app.state.aside = aside or Here(service.database)
    app.state.followed = following.Followed(service, stopping)
    for router in ROUTERS:
        app.include_router(router, prefix=UNDER, dependencies=[Depends(sifted)])
    for router in BESIDE:
        app.include_router(router)
    app.add_middleware(Gate, settings=service.settings, routes=routes(), uploads=uploads())
    return app


def routes() -> Routes:
    """Every function that answers, and its address."""
    found = [(UNDER, router) for router in ROUTERS] + [("", router) for router in BESIDE]
    return {
        route.endpoint: f"{under}{route.path}"
        for under, router in found
        for route in router.routes
        if isinstance(route, APIRoute)
    }


def uploads() -> Uploads:
    """The addresses that take files."""
    return [
        compile_path(f"{UNDER}{route.path}")[0]
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and takes_files(route)
    ]


@asynccontextmanager
async def lived(app: FastAPI) -> AsyncIterator[None]:
    """Give the store's connections back at the end."""
    yield
    app.state.aside.close()
    app.state.service.database.closed()
