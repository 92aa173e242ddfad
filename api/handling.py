"""What goes wrong -> a problem document, in one place; never a traceback to the outside."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.access import may_ask
from api.problems import MEDIA_TYPE, STATUS, Problem, Wrong, invalid, pointer, refused
from api.store.database import UNAVAILABLE
from treasury.errors import Refused

log = structlog.get_logger()
RETRY_SECONDS = "5"
KIND_OF = {status: kind for kind, status in STATUS.items()}
PLACES = ("query", "header", "path", "cookie")


def handlers() -> dict[Any, Any]:
    """What answers each kind of refusal."""
    return {
        Problem: response,
        Refused: lambda request, found: response(request, refused(found.complaints)),
        RequestValidationError: unfit_request,
        HTTPException: lambda request, found: response(request, of_framework(request, found)),
        **dict.fromkeys(UNAVAILABLE, unavailable),
    }


def unavailable(request: Request, error: Exception) -> Response:
    """The database does not answer: nothing was done, and trying again is right."""
    log.error("the database does not answer", exc_info=error)
    detail = "The database does not answer now; nothing was done. Try again in a moment."
    problem = Problem(kind="unavailable", detail=detail, headers={"Retry-After": RETRY_SECONDS})
    return response(request, problem)


def unfit_request(request: Request, error: RequestValidationError) -> Response:
    """What is wrong with the request, for those who may ask; else that they may not."""
    try:
        may_ask(request)
    except Problem as refusal:
        return response(request, refusal)
    return response(request, unfit(error.errors()))


def response(request: Request, problem: Problem) -> Response:
    """The problem as a response."""
    return JSONResponse(
        problem.document(request.state.request_id),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type=MEDIA_TYPE,
    )


def of_framework(request: Request, error: HTTPException) -> Problem:
    """What the framework refuses by itself: paths and methods that are not there."""
    kind = KIND_OF.get(error.status_code, "unreadable")
    headers = dict(error.headers or {})
    if kind == "method-not-allowed":
        headers["Allow"] = ", ".join(methods_of(request))
    words = {
        "not-found": "There is nothing at this address; /api/v1/openapi.json lists what there is.",
        "method-not-allowed": "The header Allow names the methods that this address knows.",
    }
    return Problem(kind=kind, detail=words.get(kind, str(error.detail)), headers=headers)


def methods_of(request: Request) -> list[str]:
    """What can be done at an address, by whichever route: the framework knows one at a time.

    HEAD can be where GET can.
    """
    path = request.scope["path"]
    there = [each for each in iter_route_contexts(request.app.routes) if each.methods]
    found = [each for each in there if each.path_regex.fullmatch(path)]
    named = {name for each in found if each.path == found[0].path for name in each.methods or ()}
    return sorted(named | ({"HEAD"} if "GET" in named else set()))


def unfit(errors: Sequence[Any]) -> Problem:
    """Everything that does not fit the description of the route, in words."""
    if any(each["type"] == "json_invalid" for each in errors):
        where = errors[0]["loc"][-1]
        detail = f"The body is no JSON: it ends to make sense at character {where}."
        return Problem(kind="unreadable", detail=detail)
    return invalid(wrong(each) for each in errors)


def wrong(error: Mapping[str, Any]) -> Wrong:
    """One thing that does not fit."""
    source, *path = error["loc"]
    place = str(path[0]) if source in PLACES and path else pointer(path)
    detail, expected = in_words(error["type"], error.get("ctx", {}), error["msg"])
    return Wrong(pointer=place, detail=detail, expected=expected)


def in_words(kind: str, given: Mapping[str, Any], message: str) -> tuple[str, str]:
    """What is wrong, and what would be right."""
    known = {
        "missing": ("is missing", "a value"),
        "extra_forbidden": ("is not known here", ""),
        "literal_error": ("is none of the choices", str(given.get("expected", ""))),
        "string_too_long": ("is too long", f"at most {given.get('max_length')} characters"),
        "string_too_short": ("is too short", f"at least {given.get('min_length')} characters"),
        "string_type": ("is no text", "a text"),
        "int_type": ("is no whole number", "a whole number"),
        "int_parsing": ("is no whole number", "a whole number"),
        "greater_than_equal": ("is too small", f"{given.get('ge')} or more"),
        "less_than_equal": ("is too large", f"{given.get('le')} or less"),
        "date_from_datetime_parsing": ("is no date", "a date as 2026-03-20"),
        "date_parsing": ("is no date", "a date as 2026-03-20"),
    }
    return known.get(kind, (message, ""))
