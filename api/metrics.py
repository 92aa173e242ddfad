"""What the service counts of itself, for whoever watches it; by route, never by person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

__all__ = ["CONTENT_TYPE_LATEST", "answered", "text", "waiting"]

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10, 60)
"""Seconds."""

registry = CollectorRegistry()
requests = Counter(
    "treasury_requests_total", "Requests answered.", ("method", "route", "status"),
    registry=registry,
)  # fmt: skip
seconds = Histogram(
    "treasury_request_seconds", "Time to answer a request.", ("method", "route"),
    buckets=BOUNDS, registry=registry,
)  # fmt: skip
jobs = Gauge("treasury_jobs", "Jobs that are not over.", ("state",), registry=registry)


def answered(method: str, route: str, status: int, took: float) -> None:
    """Count an answered request; `took` in seconds."""
    requests.labels(method, route, str(status)).inc()
    seconds.labels(method, route).observe(took)


def waiting(by_state: dict[str, int]) -> None:
    """Say how many jobs are in each state that is not the end."""
    for state, count in by_state.items():
        jobs.labels(state).set(count)


def text() -> bytes:
    """Everything counted, in the text format of Prometheus."""
    return generate_latest(registry)
