"""/healthz, /readyz, /metrics: for whoever keeps the service running; nothing about clients."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict

from api import metrics
from api.access import service_of
from api.problems import Problem
from api.workflows import health

router = APIRouter(include_in_schema=False)
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("forwarded", "x-forwarded-for")


class Ready(BaseModel):
    """Whether requests can be answered, and what was found."""

    model_config = ConfigDict(from_attributes=True)
    ready: bool
    database: str
    schema_version: str
    worker: str


@router.get("/healthz")
async def alive() -> dict[str, bool]:
    """The process answers."""
    return {"alive": True}


@router.get("/readyz")
def ready(request: Request, response: Response) -> Ready:
    """Whether the service can work: 200, or 503 with what is missing."""
    found = health.readiness(service_of(request))
    response.status_code = 200 if found.ready else 503
    return Ready.model_validate(found)


@router.get("/metrics")
def measured(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
    """What the service counts of itself; from this machine, or with TREASURY_METRICS_TOKEN."""
    service = service_of(request)
    wanted = service.settings.metrics_token.get_secret_value()
    shown = hmac.compare_digest(authorization.encode(), f"Bearer {wanted}".encode())
    if not (wanted and shown) and not from_here(request):
        raise Problem(kind="forbidden", detail="Only from this machine, or with its token.")
    metrics.waiting(health.waiting(service))
    return Response(metrics.text(), media_type=metrics.CONTENT_TYPE_LATEST)


def from_here(request: Request) -> bool:
    """Whether somebody on this machine asks, and not for somebody elsewhere."""
    passed_on = any(name in request.headers for name in FORWARDED)
    return bool(request.client and request.client.host in LOOPBACK and not passed_on)
