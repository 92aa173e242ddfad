"""What is refused before a route looks at it: forms not understood, and texts nobody can keep.

Whoever may not ask is told so before they are told what is wrong with what they ask.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Form, Query
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.access import SAFE, may_ask, service_of
from api.problems import Problem, Wrong, invalid, pointer

Found = Iterator[Wrong]
FORM = "multipart/form-data"


async def sifted(request: Request) -> None:
    """Refuse what cannot be taken, by whatever route."""
    route: APIRoute = request.scope["route"]
    body = await body_of(request, route)
    fault = from_elsewhere(request) or unfit_form(request, route, body)
    wrong = [] if fault else [*unfit_address(request), *unknown(request, route), *unkeepable(body)]
    if fault or wrong:
        await run_in_threadpool(may_ask, request)
        raise fault or invalid(wrong)


async def body_of(request: Request, route: APIRoute) -> bytes:
    """The body that a route takes as JSON; nothing where it takes none, or files."""
    return b"" if route.body_field is None or takes_files(route) else await request.body()


def takes_files(route: APIRoute) -> bool:
    """Whether the route takes a form with files."""
    if route.body_field is not None:
        return isinstance(route.body_field.field_info, Form)
    described = (route.openapi_extra or {}).get("requestBody", {})
    return FORM in described.get("content", {})


def unfit_form(request: Request, route: APIRoute, body: bytes) -> Problem | None:
    """The refusal of a body in a form that the route does not understand."""
    if route.body_field is None:
        return None
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    files = takes_files(route)
    fit = (FORM, "") if files else ("application/json",)
    if given in fit or (not files and not body):
        return None
    expected = f"Send it as {fit[0]} and say so in the header Content-Type."
    said = f"it is {given}" if given else "the header Content-Type says nothing of it"
    return Problem(kind="unsupported", detail=f"The body is not in a form known here: {said}. "
                   + expected)  # fmt: skip


def unfit_address(request: Request) -> Found:
    """The parts of the address with a character that cannot be kept."""
    for name, value in request.path_params.items():
        if why := misfit(str(value)):
            yield Wrong(pointer=name, detail=why, expected="an id without it")
    for name, value in request.query_params.multi_items():
        if why := misfit(name + value):
            yield Wrong(pointer=name, detail=why, expected="a text without it")


def unknown(request: Request, route: APIRoute) -> Found:
    """What the query asks that the route does not know."""
    known = query_names(route)
    for name in dict.fromkeys(request.query_params):
        if name not in known:
            expected = f"one of {', '.join(sorted(known))}" if known else "no parameter at all"
            yield Wrong(pointer=name, detail="is not known here", expected=expected)


def query_names(route: APIRoute) -> set[str]:
    """The names of the parameters that a route knows in the query."""
    fields = get_flat_params(route.dependant)
    return {field.alias for field in fields if isinstance(field.field_info, Query)}


def unkeepable(body: bytes) -> Found:
    """What no database could keep of a JSON body, and what readers take in two ways."""
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counted = Counter(name for name, _ in pairs)
            twice.extend(name for name, times in counted.items() if times > 1)
        return found

    try:
        document = json.loads(body, parse_constant=strange, object_pairs_hook=once)
    except NoNumberError:
        yield Wrong(pointer="#", detail="has NaN or Infinity in it", expected="numbers")
        return
    except (ValueError, RecursionError):
        return  # it is no JSON: that is said elsewhere
    for name in dict.fromkeys(twice):
        detail = f"has the key {name!r} twice in one object"
        yield Wrong(pointer="#", detail=detail, expected="each key once")
    yield from texts(document)


class NoNumberError(ValueError):
    """A word for a number that JSON does not have."""


def strange(word: str) -> NoReturn:
    """Refuse the word."""
    raise NoNumberError(word)


def texts(document: Any) -> Found:
    """Every text with a character that cannot be kept; however deep it stands."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(document, ())]
    while waiting:
        found, path = waiting.pop()
        if isinstance(found, str):
            if why := misfit(found):
                yield Wrong(pointer=pointer(path), detail=why, expected="a text without it")
        elif isinstance(found, Mapping):
            for name in found:
                if why := misfit(name):
                    yield Wrong(pointer=pointer(path), detail=f"has a name in it that {why}")
            waiting += [(value, (*path, name)) for name, value in reversed([*found.items()])]
        elif isinstance(found, list):
            waiting += [(value, (*path, at)) for at, value in reversed([*enumerate(found)])]


def misfit(text: str) -> str:
    """Why a text cannot be kept; empty where it can.

    >>> misfit("泸州"), misfit(chr(0)), misfit(chr(0xD800))
    ('', 'has a NUL character', 'has half a character (a surrogate)')
    """
    if "\x00" in text:
        return "has a NUL character"
    half = any(0xD800 <= ord(each) <= 0xDFFF for each in text)
    return "has half a character (a surrogate)" if half else ""


def from_elsewhere(request: Request) -> Problem | None:
    """The refusal of a change that a page of another site sends by somebody's browser.

    Browsers say where a request comes from. Programs send a token, which no browser adds by itself.
    """
    if request.method in SAFE or request.headers.get("authorization"):
        return None
    site = request.headers.get("sec-fetch-site", "same-origin")
    given = request.headers.get("origin")
    own = (
        request.headers.get("host", ""),
        urlsplit(service_of(request).settings.reached_at).netloc,
    )
    if site in ("same-origin", "none") and (given is None or urlsplit(given).netloc in own):
        return None
    return Problem(kind="forbidden", detail="A page of another site cannot do this.")
